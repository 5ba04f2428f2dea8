"""The table of indicators for the documentation, made from what the indicators say about themselves."""

from __future__ import annotations

from botspec.expressions.indicators.catalog import INDICATORS
from botspec.expressions.indicators.indicator import Indicator

PERIOD = 14


def indicator_table() -> str:
    """Markdown, one row an indicator; histories are those of period 14."""
    head = ["call", "what it is", "formula", "least period", "first value after", "trusted after"]
    rows = [head, ["---"] * len(head), *(_row(indicator) for indicator in INDICATORS.values())]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(indicator: Indicator) -> list[str]:
    lookback = indicator.lookback(PERIOD)
    return [
        f"`{indicator.signature}`",
        indicator.summary,
        indicator.formula.replace("|", "\\|"),
        str(indicator.minimum),
        f"{lookback} bars",
        f"{lookback + indicator.decay(PERIOD)} bars",
    ]
