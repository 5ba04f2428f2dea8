"""How large a rule may be. Checked while it is read, before anything recursive can hurt."""

from __future__ import annotations

MAX_CHARACTERS = 2_000
MAX_NODES = 500
MAX_DEPTH = 50
MAX_PERIOD = 10_000
MAX_WARMUP = 1_000_000
"""Bars of history a rule may need: ten years of minutes."""
MAX_COST = 1_000_000
"""Sum of the histories of all its parts, each counted once: how long it may take to compute."""
