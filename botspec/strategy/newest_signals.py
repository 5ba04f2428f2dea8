"""Rules at one more row: what the whole panel would give there, from what is remembered of the rows before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from botspec.expressions.columns import Columns
from botspec.expressions.newest import Memory, Newest
from botspec.expressions.tree import Rule, independent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.market.panel import Panel
    from botspec.strategy.rules import Rules, SideRules

UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class SideRow:
    """One side's conditions: int8 [N], 1 true, 0 false, -1 unknown."""

    enter: NDArray[np.int8]
    exit: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class SignalRow:
    """As a row of SignalColumns; `ready` [N] are the symbols that are warmed up, `numbers` [N] by the rules' texts."""

    long: SideRow
    short: SideRow | None
    rank: NDArray[np.float64]
    ready: NDArray[np.bool_]
    numbers: Mapping[str, NDArray[np.float64]]


def is_stepped(rules: Rules, numbers: Sequence[Rule], panel: Panel) -> bool:
    """False where a rule looks beyond its symbol's own bars, or what happened changes how earlier bars are seen."""
    return not panel.actions and all(independent(rule.tree) for rule in (*rules.all(), *numbers))


class NewestSignals:
    """Remembers a panel of the traded symbols. Raises NotStepped when only whole histories give the answer."""

    def __init__(self, rules: Rules, numbers: Sequence[Rule], panel: Panel) -> None:
        self._rules, self._numbers = rules, tuple(numbers)
        self._every = (*rules.all(), *self._numbers)
        self._symbols = len(panel.symbols)
        self._memory = Memory(self._every, self._symbols)
        self._bars = np.zeros(self._symbols, dtype=np.int64)
        for symbol in range(self._symbols):
            own = ~np.isnan(panel.close[:, symbol])
            self._bars[symbol] = np.count_nonzero(own)
            self._memory.begin(symbol, _columns(panel, (own, symbol)))

    def after(self, panel: Panel) -> SignalRow:
        """The signals of the last row of `panel`, which is one longer than before. Raises NotStepped."""
        last = len(panel) - 1
        where = np.flatnonzero(~np.isnan(panel.close[last]))
        ready = self._bars >= self._rules.warmup
        self._bars[where] += 1
        newest = Newest(_columns(panel, (slice(last, last + 1), where)), self._memory, where.tolist())
        newest.complete(self._every)
        decided = where[ready[where]]
        chosen = ready[where]
        rules = self._rules
        return SignalRow(
            long=self._side(newest, rules.long, chosen, decided, 0 if rules.long is None else UNKNOWN),
            short=None if rules.short is None else self._side(newest, rules.short, chosen, decided, UNKNOWN),
            rank=self._number(newest, rules.rank, chosen, decided),
            ready=ready,
            numbers={rule.text: self._of(newest, rule, where) for rule in self._numbers},
        )

    def _side(
        self,
        newest: Newest,
        side: SideRules | None,
        chosen: NDArray[np.bool_],
        decided: NDArray[np.int64],
        otherwise: int,
    ) -> SideRow:
        row = SideRow(*(np.full(self._symbols, otherwise, dtype=np.int8) for _ in range(2)))
        if side is not None:
            row.enter[decided] = newest.condition(side.enter)[0][chosen]
            row.exit[decided] = newest.condition(side.exit)[0][chosen]
        return row

    def _number(
        self, newest: Newest, rule: Rule | None, chosen: NDArray[np.bool_], decided: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        values = np.full(self._symbols, np.nan)
        if rule is not None:
            values[decided] = newest.number(rule)[0][chosen]
        return values

    def _of(self, newest: Newest, rule: Rule, where: NDArray[np.int64]) -> NDArray[np.float64]:
        chosen = self._bars[where] > rule.warmup
        return self._number(newest, rule, chosen, where[chosen])


def _columns(panel: Panel, index: object) -> Columns:
    parts = {name: getattr(panel, name)[index] for name in ("open", "high", "low", "close", "volume")}
    return Columns(**parts)
