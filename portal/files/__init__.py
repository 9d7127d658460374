"""Files that people send: private, typed by their content, stored under a random name."""
