"""Alpaca's paths. Each function takes the simulation and what was asked, and returns an `Answer`."""
