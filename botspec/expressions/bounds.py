"""How large a rule may be. Checked while it is read, before anything recursive can hurt."""

from __future__ import annotations

MAX_CHARACTERS = 2_000
MAX_NODES = 500
MAX_DEPTH = 50
MAX_PERIOD = 10_000
