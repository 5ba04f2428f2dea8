"""Alpaca's JSON: trading numbers are strings, data numbers are numbers."""
