"""How much a signal may buy, before limits."""
