"""Modes that exist so far."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.domain.modes import Mode

_LATER = {
    Mode.SHADOW: ("write backtest, simulate or paper", ""),
    Mode.LIVE: ("write paper", "live needs gates (lock, policy, a person at a terminal) that do not exist yet"),
}


def mode(context: Context) -> Iterator[Finding]:
    """Live and shadow are refused until everything they need exists."""
    wanted = context.spec.mode
    if wanted in _LATER:
        fix, why = _LATER[wanted]
        yield context.document.at_value("BS107", ("mode",), f"mode '{wanted}' is not available in this version", fix, why)
