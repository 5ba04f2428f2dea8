"""Faults on purpose, the same for the same seed: each has a name and a rate, and each that is injected is told.

Read `faults` (what there is), `profile` (which, how often), `chaos` (draw and log), `rest`, `streams` and `account`.
"""
