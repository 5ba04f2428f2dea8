"""Which bars a run was over, as a fingerprint: of its period, without the warm-up before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botspec.market import fingerprint as panels

if TYPE_CHECKING:
    from botspec.data.warmup import WarmedUp


def fingerprint(bars: WarmedUp) -> str:
    """SHA-256 of every symbol, time, price and volume of the period."""
    return panels.fingerprint(bars.panel.between(bars.start, len(bars.panel)))
