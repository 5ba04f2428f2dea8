"""All comparisons: every strategy in botspec and in two engines that share no code with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec

from tests.fidelity import ours
from tests.fidelity.differences import EXPLAINED, Difference
from tests.fidelity.shared import SHARED, SYMBOLS, Shared
from tests.fidelity.strategies import SIMPLE, Simple
from tests.fidelity.trades import Outcome, Traded

YEARS = (date(2007, 1, 3), date(2010, 12, 31))
PERIODS = {"AAPL": YEARS, "GOOG": YEARS, "IBM": YEARS, "MSFT": YEARS, "FB": (date(2012, 5, 18), date(2013, 3, 1))}
TOGETHER = " ".join(SYMBOLS)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One strategy on one symbol or on four: botspec, the other engines, and botspec with corporate actions."""

    strategy: Simple | Shared
    symbols: str
    ours: Outcome
    theirs: Mapping[str, Outcome]
    adjusted: Outcome

    def difference(self, engine: str) -> tuple[date, Outcome] | None:
        """The first day on which it traded something else, and what came of it."""
        theirs = self.theirs[engine]
        if theirs == self.ours:
            return None
        other = {*self.ours.traded} ^ {*theirs.traded}
        return min(each.on for each in other), theirs

    def explained(self, engine: str) -> Difference | None:
        """What is known about it."""
        return EXPLAINED.get((self.strategy.key, self.symbols, engine))

    def as_told(self, engine: str) -> bool:
        """Equal in every trade and the final equity or, to the day and the cent, different as explained."""
        found, known = self.difference(engine), self.explained(engine)
        if found is None or known is None:
            return found is known
        return (known.on, known.equity) == (found[0], found[1].final_equity)

    def on_the_day(self, engine: str) -> tuple[Traded, ...]:
        """What botspec traded on the day of the first difference."""
        found = self.difference(engine)
        return () if found is None else tuple(each for each in self.ours.traded if each.on == found[0])


def compare(strategy: Simple, symbol: str) -> Comparison:
    """One strategy on one symbol."""
    from tests.fidelity import in_backtesting, in_backtrader  # here, because they warn while they are imported

    period = PERIODS[symbol]
    return Comparison(
        strategy=strategy,
        symbols=symbol,
        ours=ours.run(strategy.spec, [symbol], period),
        theirs={
            "backtesting.py": in_backtesting.run(strategy, symbol, period),
            "backtrader": in_backtrader.run(strategy, symbol, period),
        },
        adjusted=ours.run(strategy.spec, [symbol], period, actions=True),
    )


def compare_shared(strategy: Shared) -> Comparison:
    """One strategy on four symbols in one account, which backtesting.py does not have."""
    from tests.fidelity import shared_in_backtrader

    theirs = {"backtrader": shared_in_backtrader.run(strategy, YEARS)}
    if find_spec("bt") is not None:  # it is large, so it comes with `make fidelity`, not with every test run
        from tests.fidelity import shared_in_bt

        theirs["bt"] = shared_in_bt.run(strategy, YEARS)
    return Comparison(
        strategy=strategy,
        symbols=TOGETHER,
        ours=ours.run(strategy.spec, SYMBOLS, YEARS),
        theirs=theirs,
        adjusted=ours.run(strategy.spec, SYMBOLS, YEARS, actions=True),
    )


def everything() -> Iterator[Comparison]:
    """Every strategy on everything."""
    yield from (compare(strategy, symbol) for strategy in SIMPLE for symbol in PERIODS)
    yield from map(compare_shared, SHARED)
