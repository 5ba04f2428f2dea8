"""What was measured."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.cases import find
from benchmarks.engines import Engine
from benchmarks.measure import Measured


@dataclass(frozen=True, slots=True)
class EngineResult:
    """One engine on one case. `whole` is the process a person would start, report included, where that is another."""

    engine: Engine
    case: str
    alone: Measured
    whole: Measured | None

    @property
    def process(self) -> Measured:
        """What a person waits for."""
        return self.whole or self.alone

    @property
    def bars_per_second(self) -> float | None:
        """Bars of all symbols by the CPU of the engine alone."""
        seconds = self.alone.engine_seconds
        return find(self.case).total / seconds if seconds else None


@dataclass(frozen=True, slots=True)
class CommandResult:
    """One row of the second table."""

    what: str
    value: str
    beside: str
    ratio: str
