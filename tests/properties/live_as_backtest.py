"""A bot run live in a made-up world, and back-tested: what must be the same."""

from __future__ import annotations

from itertools import zip_longest

import numpy as np

from botspec.run.finish import columns_of_marks
from tests.fakes.alike import story
from tests.fakes.trials import trial
from tests.fakes.world import World
from tests.properties.random_bots import Case


def the_same_live(case: Case) -> None:
    """Fails at the first difference."""
    world = World(case.bot, case.panel, case.start)
    assert world.live() == "data_end"
    backtest = trial(case.bot, case.panel, case.start)
    for ours, theirs in zip_longest(story(world.rows), story(list(backtest.journal.rows()))):
        assert ours == theirs
    columns = columns_of_marks(world.rows)
    for name in ("closed_at", "equity", "adverse", "cash", "exposure"):
        assert np.array_equal(columns[name], backtest.journal.columns()[name]), name
    assert [broker.unjournalled for broker in world.brokers] == [[]]
