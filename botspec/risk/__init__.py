"""How much, and whether at all: sizing proposes, limits deny, guards watch the state. One block a file."""
