"""Killed at any call, a bot whose orders wait for so long only goes on as if nothing had been: no rest leaves twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from botspec.domain.rows import CancelRow, IntentRow
from botspec.execution.patience import Patience
from botspec.spec.words import Timeframe, Unfilled
from tests.fakes.bots import a_bot, limit_order
from tests.fakes.world import Died, Trouble, World
from tests.properties.random_bots import SYMBOLS, a_panel
from tests.unit.run.test_restart import busy, calls, same

REPRICED = Patience(timedelta(minutes=45), Unfilled.REPRICE, Decimal("0.01"))
AT_ANY_PRICE = Patience(timedelta(minutes=60), Unfilled.MARKET)


def lived(timeframe: Timeframe, trouble: Trouble) -> World:
    panel = a_panel(4, timeframe, 5 if timeframe.daily else 1, 0.0)
    bot = a_bot(
        busy(len(panel), 8),
        SYMBOLS,
        timeframe=timeframe,
        entry=replace(limit_order("close * 0.99", "gtc"), patience=REPRICED),
        exit=replace(limit_order("close * 1.02", "gtc"), patience=AT_ANY_PRICE),
    )
    world = World(bot, panel, patience=timedelta(minutes=1))
    try:
        world.live(trouble)
    except Died:
        assert world.live() == "data_end"
    return world


@pytest.mark.parametrize("kind", ["die_after", "unavailable"])
@pytest.mark.parametrize("timeframe", [Timeframe.DAY, Timeframe.MINUTES_30])
def test_no_rest_leaves_twice(timeframe: Timeframe, kind: str) -> None:
    counting = Trouble()
    whole = lived(timeframe, counting)
    generations = [row.intent.generation for row in whole.rows if isinstance(row, IntentRow)]
    assert max(generations) > 0
    assert any(row.again for row in whole.rows if isinstance(row, CancelRow))
    for call in calls(counting, 1):
        same(lived(timeframe, Trouble(call, kind)), whole)
