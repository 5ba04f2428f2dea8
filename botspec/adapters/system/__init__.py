"""This machine: its clock, its secrets, its files, and HTTP that reaches one place only."""
