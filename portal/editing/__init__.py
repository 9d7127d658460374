"""The workspace of those who write, film and look after content."""
