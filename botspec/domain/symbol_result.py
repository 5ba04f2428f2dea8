"""What one symbol brought: a part of a mark."""

from __future__ import annotations

from botspec.domain.record import record


@record(frozen=True, slots=True)
class SymbolResult:
    """What one symbol brought since the start, position included: at a bar's open, adverse extreme and close, USD."""

    opening: float
    adverse: float
    closing: float
