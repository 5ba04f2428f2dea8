"""One use case a file; returns values, never prints."""
