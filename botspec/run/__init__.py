"""Pipeline + Environment -> Run: one step for all modes, the loop, the fast-forward, recovery."""
