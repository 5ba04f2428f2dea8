"""The live loop and a back-test of the same bot on the same bars: the same decisions, orders, fills and equity."""

from __future__ import annotations

from itertools import zip_longest

import numpy as np
from hypothesis import HealthCheck, given, settings

from botspec.domain.rows import (
    CancelRow,
    CashRow,
    ContributedRow,
    DecisionRow,
    DeniedRow,
    DroppedRow,
    FillRow,
    IntentRow,
    OrderRow,
    OutcomeRow,
    ReleasedRow,
    Row,
    TripRow,
    WantedRow,
)
from botspec.run.finish import columns_of_marks
from tests.fakes.trials import trial
from tests.fakes.world import World
from tests.properties.random_bots import Case, cases

STORY = (
    WantedRow,
    DroppedRow,
    DeniedRow,
    DecisionRow,
    IntentRow,
    OutcomeRow,
    OrderRow,
    FillRow,
    CashRow,
    ContributedRow,
    CancelRow,
    TripRow,
    ReleasedRow,
)


def story(rows: list[Row]) -> list[Row]:
    return [row for row in rows if isinstance(row, STORY)]


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(cases(missing_rows=False))
def test_live_is_the_backtest(case: Case) -> None:
    world = World(case.bot, case.panel, case.start)
    assert world.live() == "data_end"
    backtest = trial(case.bot, case.panel, case.start)

    for ours, theirs in zip_longest(story(world.rows), story(list(backtest.journal.rows()))):
        assert ours == theirs
    columns = columns_of_marks(world.rows)
    for name in ("closed_at", "equity", "adverse", "cash", "exposure"):
        assert np.array_equal(columns[name], backtest.journal.columns()[name]), name
    assert [broker.unjournalled for broker in world.brokers] == [[]]
