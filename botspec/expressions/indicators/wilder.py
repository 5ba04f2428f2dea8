"""Wilder's smoothing, an exponential average with alpha 1/period: shared by rsi and atr."""

from __future__ import annotations

from botspec.expressions.indicators.indicator import bars_until_forgotten


def decay(period: int) -> int:
    return bars_until_forgotten(1 / period)
