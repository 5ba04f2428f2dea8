"""The first row of a back-test at which an exit that the bot watches acts: found with array operations.

Looking once too often changes nothing, so levels are compared with a little room; the decision itself is exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from botspec.domain.exits import Distance, ExitPlan, Unit
from botspec.domain.values import Bars
from botspec.execution.levels import Standing, due, is_closing, moved, targets
from botspec.market.distinct import distinct
from botspec.market.moments import moment, nanoseconds
from botspec.run.view import YES
from botspec.spec.words import Resting

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.domain.portfolio import Position
    from botspec.market.panel import Panel
    from botspec.pipeline import Pipeline
    from botspec.run.desk import Desk
    from botspec.run.entered import Entered

    Numbers = NDArray[np.float64]
    Truths = NDArray[np.bool_]

FIRST_BLOCK, GROWTH = 256, 4
NEARLY = 1e-9


@dataclass(slots=True)
class NextExit:
    """Remembers what it found: a position's next exit stays where it is until the position changes.

    `closing` is the gapless close [T, N]; `late` the rows at which everything is closed before a session's end.
    """

    panel: Panel
    closing: Numbers
    late: NDArray[np.int64]
    known: dict[str, tuple[tuple[object, ...], int]] = field(default_factory=dict)

    def after(self, desk: Desk, row: int) -> int:
        """The first row from `row` on (or T) at which an exit of anything held or ordered acts."""
        upcoming = len(self.panel)
        if not desk.watches:
            return upcoming
        if len(self.late) and (desk.state.portfolio.positions or desk.state.working):
            place = int(np.searchsorted(self.late, row))
            upcoming = int(self.late[place]) if place < len(self.late) else upcoming
        for symbol, entered in desk.state.entered.items():
            upcoming = min(upcoming, self._of(desk, symbol, entered, row))
        return upcoming

    def _of(self, desk: Desk, symbol: str, entered: Entered, row: int) -> int:
        held = desk.state.portfolio.positions[symbol]
        key = (entered.at, entered.quantity, entered.taken, held.quantity, held.average_price)
        before = self.known.get(symbol)
        if before is not None and before[0] == key and before[1] >= row:
            return before[1]
        found = self._first(desk, held, entered, row)
        self.known[symbol] = (key, found)
        return found

    def _first(self, desk: Desk, held: Position, entered: Entered, row: int) -> int:
        column, rows = desk.columns[held.symbol], len(self.panel)
        at = nanoseconds(entered.at) + (0 if entered.resting else 1)
        since = int(np.searchsorted(self.panel.closed_at, at))
        first = max(_out_of_time(desk, self.panel, column, since, entered), row)
        says = desk.held_exits.column(self.panel, held, entered)
        if says is not None and row < rows:
            ahead = says[row:first] == YES
            first = row + int(np.argmax(ahead)) if ahead.any() else first
        if entered.plan is None:
            return min(first, rows)
        watch = _Watch.of(entered.plan, held, entered)
        before = entered.in_new_shares(self.panel.closed_at[since:row], self.panel.close[since:row, column])
        best = watch.furthest(float(held.average_price), before)
        for start, stop in _blocks(row, min(first, rows)):
            block = slice(start, stop)
            hits, best = watch.hits(self.closing[block, column], self.panel.close[block, column], best)
            index = int(np.argmax(hits))
            if hits[index]:
                return start + index
        return min(first, rows)


def next_exit_of(bot: Pipeline, panel: Panel, closing: Numbers) -> NextExit:
    """For one walk over `panel`, with its gapless closes [T, N]."""
    return NextExit(panel, closing, _late_rows(bot, panel))


@dataclass(frozen=True, slots=True)
class _Watch:
    """The levels of one position as floats; `aims` are the targets that still have something to close."""

    sign: int
    entry: float
    plan: ExitPlan
    aims: tuple[float, ...]
    follows: bool

    @classmethod
    def of(cls, plan: ExitPlan, held: Position, entered: Entered) -> _Watch:
        sign = 1 if held.quantity > 0 else -1
        here = Standing(sign, held.average_price, held.average_price)
        aims = [aim for aim in targets(plan, here) if due(plan, here, aim, entered.quantity, entered.taken) > 0]
        follows = Resting.STOP_LOSS in plan.rests and (plan.trail is not None or plan.even_after is not None)
        return cls(sign, float(held.average_price), plan, tuple(map(float, aims)), follows)

    def furthest(self, best: float, closes: Numbers) -> float:
        """The best of `best` and `closes`; NaN among them counts for nothing."""
        ahead = np.fmax if self.sign > 0 else np.fmin
        return float(ahead.reduce(closes, initial=best))

    def hits(self, closing: Numbers, closes: Numbers, best: float) -> tuple[Truths, float]:
        """Rows of a block at which something acts, and the best close after it."""
        ahead = np.fmax if self.sign > 0 else np.fmin
        running: Numbers = ahead.accumulate(np.concatenate(([best], closes)))[1:]
        found = np.zeros(len(closing), dtype=bool)
        for level, active in self._stops(running):
            found |= active & ((closing - level) * self.sign <= np.abs(level) * NEARLY)
        if self.follows:  # the stop that rests is to be moved
            found |= running != np.concatenate(([best], running[:-1]))
        for aim in self.aims:
            found |= (closing - aim) * self.sign >= -abs(aim) * NEARLY
        return found, float(running[-1]) if len(running) else best

    def _stops(self, running: Numbers) -> Iterator[tuple[Numbers, Truths]]:
        plan, entry, always = self.plan, np.full(len(running), self.entry), np.ones(len(running), dtype=bool)
        if plan.stop_loss is not None:
            yield _moved(entry, plan.stop_loss, -self.sign), always
        if plan.trail is not None:
            yield _moved(running, plan.trail, -self.sign), self._gained(plan.trail_after, running, always)
        if plan.even_after is not None:
            level = entry if plan.even_offset is None else _moved(entry, plan.even_offset, self.sign)
            yield level, self._gained(plan.even_after, running, always)

    def _gained(self, after: Distance | None, running: Numbers, always: Truths) -> Truths:
        if after is None:
            return always
        level = float(moved(Decimal(repr(self.entry)), after, self.sign))
        gained: Truths = (running - level) * self.sign >= -abs(level) * NEARLY
        return gained


def _moved(prices: Numbers, distance: Distance, direction: int) -> Numbers:
    value = float(distance.value)
    match distance.unit:
        case Unit.RATIO:
            return prices * (1 + direction * value)
        case Unit.USD:
            return prices + direction * value
        case Unit.PRICE:
            return np.full(len(prices), value)


def _out_of_time(desk: Desk, panel: Panel, column: int, since: int, entered: Entered) -> int:
    limit = desk.bot.exits.time_limit
    if limit is None:
        return len(panel)
    if isinstance(limit, Bars):
        own = np.flatnonzero(~np.isnan(panel.close[since:, column]))
        return since + int(own[limit.count - 1]) if len(own) >= limit.count else len(panel)
    return int(np.searchsorted(panel.closed_at, _due_at(entered.at, limit.seconds)))


def _due_at(at: datetime, seconds: int) -> int:
    return nanoseconds(at + timedelta(seconds=seconds))


def _late_rows(bot: Pipeline, panel: Panel) -> NDArray[np.int64]:
    before = bot.exits.before_close
    if before is None:
        return np.empty(0, dtype=np.int64)
    width = timedelta(seconds=bot.data.timeframe.seconds)
    rows: list[int] = []
    for ordinal in distinct(panel.session).tolist():
        session = bot.hours.core_on(date.fromordinal(ordinal))
        start, stop = (int(np.searchsorted(panel.session, ordinal, side=side)) for side in ("left", "right"))
        if session is not None:
            times = enumerate(panel.closed_at[start:stop].tolist(), start)
            rows += [row for row, at in times if is_closing(moment(at), session.closes_at, before, width)]
    return np.array(rows, dtype=np.int64)


def _blocks(start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Short ones first: most exits act soon."""
    size = FIRST_BLOCK
    while start < stop:
        yield start, min(start + size, stop)
        start, size = start + size, size * GROWTH
