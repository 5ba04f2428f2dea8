"""A run's state out of its journal: how every start begins, whether something ran before or not."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from botspec.domain.portfolio import Portfolio
from botspec.domain.rows import MarkRow, ReleasedRow, Row
from botspec.pipeline import Pipeline
from botspec.ports.broker import Broker
from botspec.ports.journal import Journal
from botspec.risk.guards.references import EquityBlock, Marks
from botspec.run.desk import Desk
from botspec.run.state import State
from botspec.run.watch import pass_by


def new_desk(bot: Pipeline, journal: Journal, broker: Broker) -> Desk:
    """A bot that has done nothing yet: its capital in cash, every guard's memory starting there."""
    marks = {guard.name: Marks.restarted(float(bot.capital), 0) for guard in bot.guards}
    return Desk(bot, State(Portfolio(bot.capital)), journal, broker, marks)


def remember(desk: Desk, rows: Iterable[Row]) -> int:
    """Fold `rows` into a new desk; gives how many there were. Nothing is written."""
    count = 0
    for row in rows:
        count += 1
        desk.state.apply(row)
        if isinstance(row, ReleasedRow):
            desk.marks[row.guard] = Marks.restarted(row.equity, row.session)
        elif isinstance(row, MarkRow) and row.phase == "close":
            pass_by(desk, _block(row))
    return count


def _block(row: MarkRow) -> EquityBlock:
    return EquityBlock(
        session=np.array([row.session], dtype=np.int64),
        opening=np.array([row.opening]),
        adverse=np.array([row.adverse]),
        closing=np.array([row.equity]),
    )
