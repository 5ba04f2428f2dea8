"""All comparisons, and docs/fidelity.md made of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path

from tests.fidelity import ours, theirs
from tests.fidelity.strategies import SIMPLE, Simple
from tests.fidelity.trades import Outcome

PAGE = Path(__file__).parents[2] / "docs" / "fidelity.md"
YEARS = (date(2007, 1, 3), date(2010, 12, 31))
PERIODS = {"AAPL": YEARS, "GOOG": YEARS, "IBM": YEARS, "MSFT": YEARS, "FB": (date(2012, 5, 18), date(2013, 3, 1))}
TEXT = """\
# Fidelity: the same bars in another back-tester

`make fidelity` runs four simple strategies on each shipped symbol alone, 2007 to 2010 (FB: its first session,
2012-05-18, to 2013-03-01), in botspec and in backtesting.py {version}, and writes this page; a test compares every
trade (days, shares, prices) and the final equity. 100,000 USD, 10 % of equity in whole shares, decided on the
close, filled at the next open, no costs. The other side shares no code with botspec: it reads the files with pandas
and computes its indicators from their definitions.

{table}

The last column is the same run with corporate actions: rules on adjusted history, dividends paid in cash. The
others have none, because backtesting.py does not know any. (No symbol splits in these years.)

## What had to be the same first
These are the differences one meets on the way to the same cent; none is left in the table.

- **The first bar.** backtesting.py never calls a strategy on the first bar, and starts one bar after all its
  indicators have values. Here it gets one more day in front and plain columns instead of its indicators, and both
  sides decide from the first session of the period on, with the bars before it as warm-up.
- **Sizing.** Both size when the order fills, with the opening price: floor(10 % of equity / open) shares. botspec
  checks its limits at that moment too; its built-in limit `capital` counts a market buy at 2 % more than the open,
  which at 10 % of equity denies nothing.
- **Warm-up of recursive indicators.** botspec computes RSI from a bounded number of bars before the period (until
  what is missing weighs less than 1e-4), the other side from the first shipped bar. No decision differs by it.
- **Equal values.** A rule compares with `>` and `<`; where both averages are equal, neither side enters or leaves.
- **The end.** What is held on the last day stays open and is valued at the last close; a decision on that close is
  not carried out.
- **Numbers.** backtesting.py counts money in float64, botspec in decimals; final equities are compared in cents.
"""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One strategy on one symbol: botspec, backtesting.py, and botspec with corporate actions."""

    simple: Simple
    symbol: str
    ours: Outcome
    theirs: Outcome
    adjusted: Outcome

    @property
    def equal(self) -> bool:
        """Every trade and the final equity to the cent."""
        return self.ours == self.theirs


def compare(simple: Simple, symbol: str) -> Comparison:
    """Run all three."""
    period = PERIODS[symbol]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return Comparison(
            simple=simple,
            symbol=symbol,
            ours=ours.run(simple, symbol, period, folder),
            theirs=theirs.run(simple, symbol, period),
            adjusted=ours.run(simple, symbol, period, folder, actions=True),
        )


def render(found: list[Comparison]) -> str:
    """The page."""
    return TEXT.format(version=metadata.version("backtesting"), table="\n".join(_table(found)))


def _table(found: list[Comparison]) -> Iterator[str]:
    yield "| strategy | symbol | trades | botspec | backtesting.py | equal | with dividends |"
    yield "|---|---|---:|---:|---:|---|---:|"
    for each in found:
        equal = "to the cent" if each.equal else "**no**"
        yield (
            f"| {each.simple.title} | {each.symbol} | {len(each.ours.trades)} | {each.ours.final_equity:,}"
            f" | {each.theirs.final_equity:,} | {equal} | {each.adjusted.final_equity:,} |"
        )


def everything() -> list[Comparison]:
    """Four strategies on five symbols."""
    return [compare(simple, symbol) for simple in SIMPLE for symbol in PERIODS]
