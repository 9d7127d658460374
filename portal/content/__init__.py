"""Articles and videos: written in files, rendered when stored, read in the reader's language."""
