"""The words a person types: one command a file; options in, text out, no logic."""
