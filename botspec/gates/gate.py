"""One gate: what it is called, whether it holds, and what to do when it does not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

REFUSED, CREDENTIALS, TRANSIENT = 3, 4, 75


class Verdict(StrEnum):
    """Unknown is never passed."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Gate:
    """`transient`: waiting may help. `guarded`: a bot that holds positions looks after them all the same."""

    name: str
    verdict: Verdict
    found: str
    to_do: str = ""
    transient: bool = False
    exit_code: int = REFUSED
    guarded: bool = False

    @property
    def open(self) -> bool:
        """True only when it was looked at and holds."""
        return self.verdict is Verdict.PASSED

    def __str__(self) -> str:
        return f"gate '{self.name}': {self.found}" + (f"\n  do: {self.to_do}" if self.to_do else "")


def passed(name: str, found: str) -> Gate:
    """It holds."""
    return Gate(name, Verdict.PASSED, found)


def closed(gates: Iterable[Gate]) -> tuple[Gate, ...]:
    """Those that do not hold."""
    return tuple(gate for gate in gates if not gate.open)


def exit_code(shut: Iterable[Gate]) -> int:
    """Of a refusal: what no waiting mends comes first, and of that what is no matter of keys."""
    codes = {TRANSIENT if gate.transient else gate.exit_code for gate in shut}
    return min(codes, default=0)
