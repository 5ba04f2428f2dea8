"""One thing that a doctor looked at."""

from __future__ import annotations

from dataclasses import dataclass

FINE, WARNING, WRONG = "fine", "warning", "wrong"
CREDENTIALS, DISK, TRANSIENT, INVALID = 4, 8, 75, 2


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `do` is what to do about it, `code` the exit code it would mean for a run."""

    name: str
    state: str
    found: str
    do: str = ""
    code: int = 0
