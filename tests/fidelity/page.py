"""docs/fidelity.md, made of the comparisons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path

from tests.fidelity.compare import TOGETHER, Comparison
from tests.fidelity.differences import EXPLAINED

PAGE = Path(__file__).parents[2] / "docs" / "fidelity.md"
ENGINES = {"backtesting.py": "backtesting", "backtrader": "backtrader", "bt": "bt"}
NUMBERS = {key: number for number, key in enumerate(EXPLAINED, 1)}
TEXT = """\
# Fidelity: the same bars in other back-testers

`make fidelity` runs nine strategies on the shipped bars, 2007 to 2010 (FB: its first session, 2012-05-18, to
2013-03-01), in botspec and in two other back-testers each ({versions}),
and writes this page. It compares every trade (day, shares, price) and the final equity; part of it is in every test
run. 100,000 USD, 10 % of equity in whole shares unless it says otherwise, decided on the close, filled at the next
open, no costs. The other side shares no code with botspec: it reads the files with pandas and computes its indicators
from their definitions.

{count} comparisons: {equal} equal to the cent, {different} different for a reason. `=` is equal in every trade and in
the final equity; a number in brackets is explained below.

{tables}

The last column is the same run with corporate actions: rules on adjusted history, dividends paid in cash. The
others have none, because these engines do not know any. (No symbol splits in these years.)

## The differences, each one
Each is pinned by its first day and by the other engine's final equity, to the cent. After the first day, the two hold
different amounts or are in and out on different days.

{differences}

## What had to be the same first
These are the differences one meets on the way to the same cent; none is left in the table.

- **The first bar.** backtesting.py never calls a strategy on the first bar, and starts one bar after all its
  indicators have values. Here it gets one more day in front and plain columns instead of its indicators, and both
  sides decide from the first session of the period on, with the bars before it as warm-up.
- **Sizing.** All size when the order fills, with the opening price: floor(10 % of equity / open) shares. backtrader is
  asked to (`cheat_on_open`), with the opens read by hand: its own account value at that moment is of closes to come.
- **Shared cash.** botspec's built-in limit `capital` lets an entry pass when the cash there pays for it at 2 % more
  than its price, at the close that decides it and at the open that sends it. What a sale will bring is not there yet at
  the close. The other side has that rule written out; without it they buy a day earlier with money still to come.
- **Rotation.** Sells before buys, shares toward zero at the opens. bt rebalances by its own rules, backtrader by
  targets.
- **bt** knows one price a row, so a day is two rows: the open, where it trades, and the close, which it is valued at.
- **Brackets.** Stop and target are measured from the fill: the stop a part of a cent further away, the target too.
  When a bar touches both, all three take the stop.
- **Trailing stop.** Follows closes, not highs, and leaves at the open after the close that touched it.
- **Warm-up of recursive indicators.** botspec computes RSI from a bounded number of bars before the period (until
  what is missing weighs less than 1e-4), the other side from the first shipped bar. No decision differs by it.
- **Equal values.** A rule compares with `>` and `<`; where both averages are equal, neither side enters or leaves.
- **The end.** What is held on the last day stays open and is valued at the last close; a decision on that close is
  not carried out.
- **Numbers.** The others count money in float64, botspec in decimals; final equities are compared in cents.
"""


def render(found: Sequence[Comparison]) -> str:
    """The page."""
    pairs = [(each, engine) for each in found for engine in each.theirs]
    equal = sum(each.difference(engine) is None for each, engine in pairs)
    return TEXT.format(
        versions=", ".join(f"{name} {metadata.version(package)}" for name, package in ENGINES.items()),
        count=len(pairs),
        equal=equal,
        different=len(pairs) - equal,
        tables="\n\n".join(_tables(found)),
        differences="\n".join(_differences(found)),
    )


def _tables(found: Sequence[Comparison]) -> Iterator[str]:
    one = [each for each in found if each.symbols != TOGETHER]
    yield "\n".join([*_head("backtesting.py", "backtrader"), *map(row, one)])
    shared = [each for each in found if each.symbols == TOGETHER]
    yield "Several symbols in one account, which backtesting.py does not have; bt stands in:"
    yield "\n".join([*_head("backtrader", "bt"), *map(row, shared)])


def _head(first: str, second: str) -> tuple[str, str]:
    return (
        f"| strategy | symbol | entries | botspec | {first} | {second} | with dividends |",
        "|---|---|---:|---:|---:|---:|---:|",
    )


def row(each: Comparison) -> str:
    """One strategy on one symbol, or on four."""
    cells = " | ".join(_cell(each, engine) for engine in each.theirs)
    return (
        f"| {each.strategy.title} | {each.symbols} | {each.ours.opened} | {each.ours.final_equity:,} | {cells}"
        f" | {each.adjusted.final_equity:,} |"
    )


def _cell(each: Comparison, engine: str) -> str:
    theirs = each.theirs[engine].final_equity
    if each.difference(engine) is None:
        return f"{theirs:,} ="
    number = NUMBERS.get((each.strategy.key, each.symbols, engine))
    return f"{theirs:,} [{number}]" if number else f"{theirs:,} **unexplained**"


def _differences(found: Sequence[Comparison]) -> Iterator[str]:
    by_key = {(each.strategy.key, each.symbols): each for each in found}
    for (key, symbols, engine), known in EXPLAINED.items():
        each = by_key[key, symbols]
        did = "; ".join(map(str, each.on_the_day(engine)))
        apart = known.equity - each.ours.final_equity
        number = NUMBERS[key, symbols, engine]
        yield (
            f"{number}. {each.strategy.title.split(':')[0]}, {symbols}, {engine}: ends {apart:+,} USD from botspec. "
            f"First on {known.on}, when botspec did: {did}. {known.why}"
        )
