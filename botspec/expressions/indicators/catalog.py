"""All indicators by name: a new one is an entry of one of these tables."""

from __future__ import annotations

from botspec.expressions.indicators.averages import AVERAGES
from botspec.expressions.indicators.bands import BANDS
from botspec.expressions.indicators.generated import GENERATED, generated
from botspec.expressions.indicators.indicator import Indicator
from botspec.expressions.indicators.momentum import MOMENTUM
from botspec.expressions.indicators.spread import SPREAD
from botspec.expressions.indicators.statistics import STATISTICS

DOCUMENTED = {entry.name: entry for entry in (*AVERAGES, *MOMENTUM, *BANDS, *SPREAD, *STATISTICS)}
INDICATORS = frozenset({*DOCUMENTED, *GENERATED})


def indicator(name: str) -> Indicator:
    """The indicator of that name. Raises KeyError."""
    return DOCUMENTED[name] if name in DOCUMENTED else generated(name)
