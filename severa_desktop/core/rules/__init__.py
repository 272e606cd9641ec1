"""One rule a file; each is a small function that returns its result with its reasons."""
