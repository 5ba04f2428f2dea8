"""Guards of equity that watch the whole account: the broker's word for it or, where one is simulated, its ledger."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botspec.domain.guards import latch
from botspec.domain.rows import MarkRow, ReleasedRow
from botspec.risk.guards.guard import Breach, EquityGuard, first_breach, first_marks
from botspec.risk.guards.references import Equity, EquityPoint, Marks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from botspec.pipeline import Pipeline
    from botspec.run.state import State

NOTHING = EquityPoint(0, math.nan, math.nan, math.nan)


@dataclass(slots=True)
class AccountWatch:
    """`marks` are by guard; `seen` is the account at the newest look, in units.

    `reads` says that the broker is asked: before it has told, the account is not known. `capital` and `funds` are what
    the bot and a simulated account start with, USD.
    """

    guards: tuple[EquityGuard, ...]
    capital: Decimal
    funds: Decimal | None
    marks: dict[str, Marks] = field(default_factory=dict)
    seen: Equity = NOTHING
    reads: bool = False

    @classmethod
    def of(cls, bot: Pipeline, guards: tuple[EquityGuard, ...]) -> AccountWatch | None:
        """At the start; None without such guards."""
        if not guards:
            return None
        begun = float(bot.capital if bot.funds is None else bot.funds)
        return cls(guards, bot.capital, bot.funds, {each.name: first_marks(each, begun, 0) for each in guards})

    def see(self, state: State, equity: Equity) -> None:
        """Look: `equity` is the bot's, in units."""
        if state.account is not None or self.reads:
            worth = math.nan if state.account is None else state.account.counted
            self.seen = EquityPoint(equity.first.session, worth, worth, worth)
        else:
            self.seen = self._simulated(equity, state.unit, state.contributed)

    def breaches(self, tripped: Mapping[str, object]) -> list[tuple[EquityGuard, Breach]]:
        """The guards that trip by what was seen, each with its first breach; none before the first look."""
        if self.seen is NOTHING:
            return []
        watching = [guard for guard in self.guards if latch(guard.name, None) not in tripped]
        found = [(guard, first_breach(guard, self.marks[guard.name], self.seen.block)) for guard in watching]
        return [(guard, breach) for guard, breach in found if breach is not None]

    def pass_by(self) -> None:
        """What was seen is dealt with."""
        self.marks = {name: marks.after(self.seen) for name, marks in self.marks.items()}

    def upto(self, rows: int) -> None:
        """Only the first of the rows that were seen."""
        self.seen = self.seen.block.upto(rows)

    def let_go(self, guard: EquityGuard, row: ReleasedRow) -> None:
        """A guard's references start again."""
        self.marks[guard.name] = first_marks(guard, row.equity, row.session)

    def begin(self, state: State, session: int) -> None:
        """The broker has told for the first time: nothing is lost or gained yet."""
        if state.account is not None:
            worth = state.account.counted
            self.marks = {each.name: first_marks(each, worth, session) for each in self.guards}

    def recall(self, row: MarkRow, equity: EquityPoint, state: State) -> None:
        """Take in a journal's mark; `equity` is the bot's, in units."""
        if state.account is not None:
            self.see(state, equity)
        else:
            later = state.came_in(row.at) if row.unit != state.unit else 0
            self.seen = self._simulated(equity, row.unit, state.contributed - later)
        self.pass_by()

    def _simulated(self, equity: Equity, unit: float, contributed: Decimal) -> Equity:
        """What the account has beside the bot does not move, but for what the bot takes from it."""
        if self.funds is None:
            return equity
        return equity.scaled(1 / unit).plus(float(self.funds - self.capital - contributed))
