"""Exit rules that look at the position: one column a position, kept until the position or the bars change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from botspec.expressions.columns import PositionColumns
from botspec.market.moments import nanoseconds
from botspec.strategy.held_rule import held_column
from botspec.strategy.universe import Universe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.domain.portfolio import Position
    from botspec.expressions import Rule
    from botspec.market.panel import Panel
    from botspec.pipeline import Pipeline
    from botspec.run.entered import Entered


@dataclass(slots=True)
class HeldExits:
    """Remembers the universe of a panel and the column of every position."""

    bot: Pipeline
    rows: int = -1
    traded: Panel | None = None
    universe: Universe | None = None
    known: dict[str, tuple[tuple[object, ...], NDArray[np.int8]]] = field(default_factory=dict)
    rules: dict[bool, Rule | None] = field(init=False)

    def __post_init__(self) -> None:
        """`rules` by whether the position is long."""
        self.rules = {long: self.bot.position_rule(long=long) for long in (True, False)}

    def column(self, panel: Panel, held: Position, entered: Entered) -> NDArray[np.int8] | None:
        """The exit rule at every row [T] for this position; None when its rule does not ask for the position."""
        rule = self.rules[held.quantity > 0]
        if rule is None:
            return None
        key = (len(panel), entered, held)
        before = self.known.get(held.symbol)
        if before is None or before[0] != key:
            before = self.known[held.symbol] = (key, self._computed(rule, panel, held, entered))
        return before[1]

    def _computed(self, rule: Rule, panel: Panel, held: Position, entered: Entered) -> NDArray[np.int8]:
        symbols = self.bot.symbols if held.symbol in self.bot.removed else self.bot.traded
        seen = (self.rows, None if self.traded is None else self.traded.symbols)
        if self.universe is None or self.traded is None or seen != (len(panel), symbols):
            self.rows = len(panel)
            others = [symbol for symbol in panel.symbols if symbol not in symbols]
            self.traded = panel if panel.symbols == symbols else panel.select(symbols)
            self.universe = Universe(self.traded, panel.select(others) if others else None)
        begins = nanoseconds(entered.at) + (0 if entered.resting else 1)
        since = int(np.searchsorted(panel.closed_at, begins))
        number = self.traded.column(held.symbol)

        def holding(closed_at: NDArray[np.int64], closes: NDArray[np.float64]) -> PositionColumns:
            return _position(closed_at, entered.in_new_shares(closed_at, closes), begins, held)

        return held_column(rule, self.universe, self.traded, number, since, holding)


def _position(
    closed_at: NDArray[np.int64], closes: NDArray[np.float64], begins: int, held: Position
) -> PositionColumns:
    """As it stands now, at every own bar since the entry."""
    since = closed_at >= begins
    entry, sign = float(held.average_price), 1 if held.quantity > 0 else -1
    return PositionColumns(
        entry_price=np.where(since, entry, np.nan),
        gain=np.where(since, (closes / entry - 1) * sign, np.nan),
        bars_held=np.where(since, np.cumsum(since), np.nan),
        quantity=np.where(since, float(held.quantity), np.nan),
    )
