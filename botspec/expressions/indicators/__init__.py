"""Indicators, one a file: how it is called, how much history it needs, how it is computed."""
