"""Killed at any call, a bot whose exits rest at the broker goes on as if nothing had been: no position stays bare."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from botspec.domain.orders import TimeInForce
from botspec.domain.rows import IntentRow
from botspec.execution.policy import OrderPolicy
from botspec.spec.words import Timeframe
from tests.fakes.bots import a_bot, written_exits
from tests.fakes.world import Died, Trouble, World
from tests.properties.random_bots import SYMBOLS, a_panel
from tests.unit.run.test_restart import busy, calls, same

BOTH = {"stop_loss": "2%", "take_profit": "2%", "rest_at_broker": ["stop_loss", "take_profit"]}
TRAILING = {"trailing_stop": {"distance": "2%"}, "rest_at_broker": ["trailing_stop"]}


def lived(time_in_force: str, trouble: Trouble, exits: dict[str, Any], **environment: timedelta) -> World:
    panel = a_panel(11, Timeframe.DAY, 8, 0.1, keep_rows=True)
    entry = OrderPolicy(time_in_force=TimeInForce(time_in_force))
    exits = {**exits, "time_limit": "2 bars"}
    bot = a_bot(busy(len(panel), 5), SYMBOLS, entry=entry, exits=written_exits(exits))
    world = World(bot, panel, **environment)
    try:
        world.live(trouble)
    except Died:
        assert world.live() == "data_end"
    return world


KINDS = pytest.mark.parametrize(
    ("time_in_force", "exits"),
    [("gtc", BOTH), ("day", BOTH), ("day", TRAILING)],
    ids=["brackets", "OCOs after the fill", "trailing stops"],
)


@KINDS
def test_no_position_stays_bare(time_in_force: str, exits: dict[str, Any]) -> None:
    counting = Trouble()
    whole = lived(time_in_force, counting, exits)
    for call in calls(counting, 1):
        same(lived(time_in_force, Trouble(call, "die_after"), exits), whole)


def without_readings(world: World) -> World:
    """What each limit measured left out: an exit sent again after a start may have filled before entries are judged."""
    world.rows = [replace(row, readings={}) if isinstance(row, IntentRow) else row for row in world.rows]
    return world


@KINDS
@pytest.mark.parametrize("step", [8, pytest.param(1, marks=pytest.mark.slow)], ids=["some", "all"])
def test_nor_with_heartbeats_in_between(time_in_force: str, exits: dict[str, Any], step: int) -> None:
    beats, counting = timedelta(hours=4), Trouble()
    whole = without_readings(lived(time_in_force, counting, exits, heartbeat=beats))
    for call in calls(counting, 1)[::step]:
        same(without_readings(lived(time_in_force, Trouble(call, "die_after"), exits, heartbeat=beats)), whole)
