"""Proof that gates were passed, as objects: the live host's origin can be made of nothing else.

`PapersPassed` comes from every gate that needs no byte from outside; it lets exactly two questions through, account
and clock. `GatesPassed` comes from all gates; it lets orders through. `ReadsPassed` comes from all gates too, for
whoever wants to look: reads and nothing else. `botspec.gates.evaluate` is the only maker of all three (a test reads
the source for any other).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import final


@final
@dataclass(frozen=True, slots=True)
class PapersPassed:
    """Every gate on this side of the wire holds, for this digest and this account.

    `account` is the lock's check of its number; a guardian without one knows the last four alone.
    """

    digest: str
    last_four: str
    lock: str
    guardian: tuple[str, ...] = ()
    account: str = ""


@final
@dataclass(frozen=True, slots=True)
class GatesPassed:
    """All gates hold. `guardian` is empty, or names the gates that do not: then only what reduces may be sent."""

    digest: str
    account: str
    guardian: tuple[str, ...] = ()


@final
@dataclass(frozen=True, slots=True)
class ReadsPassed:
    """All gates hold, and nothing but questions will be asked."""

    digest: str
    account: str
    guardian: tuple[str, ...] = ()
