"""Killed at any call, and legs of entries missing in the first answers after it: no protected position is closed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from botspec.domain.events import BrokerEvent, OrderUpdated
from botspec.domain.orders import TimeInForce
from botspec.domain.rows import IntentRow, NoteRow, OutcomeRow
from botspec.execution.policy import OrderPolicy
from botspec.spec.words import Timeframe
from tests.fakes import world as fakes
from tests.fakes.bots import a_bot, written_exits
from tests.fakes.trials import only
from tests.fakes.world import Died, PolledBroker, Trouble, World
from tests.properties.random_bots import SYMBOLS, a_panel
from tests.unit.run.test_restart import busy, calls
from tests.unit.run.test_restart_resting import BOTH


class Hiding(PolledBroker):
    """Of a second life: its first answers leave out live legs, as a stale read does."""

    lives = 0
    hid = 0
    hidden = 0
    looks = 0

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        Hiding.lives += 1

    def _news(self) -> Sequence[BrokerEvent]:
        self.looks += 1
        news = super()._news()
        if Hiding.lives < 2 or self.looks > Hiding.hidden:
            return news
        own = {row.intent.request.client_order_id for row in only(self._journal.survivors(), IntentRow)}
        legs = [each.order for each in news if isinstance(each, OrderUpdated) and each.order.live]
        legs = [order for order in legs if order.group_role is not None and order.request.client_order_id not in own]
        Hiding.hid += len(legs)
        for order in legs:
            self._told.pop(order.id, None)
        return [each for each in news if not (isinstance(each, OrderUpdated) and each.order in legs)]


def lived(trouble: Trouble) -> World:
    Hiding.lives = 0
    panel = a_panel(11, Timeframe.DAY, 8, 0.1, keep_rows=True)
    entry, exits = OrderPolicy(time_in_force=TimeInForce.GTC), written_exits({**BOTH, "time_limit": "2 bars"})
    world = World(a_bot(busy(len(panel), 5), SYMBOLS, entry=entry, exits=exits), panel)
    try:
        world.live(trouble)
    except Died:
        assert world.live() == "data_end"
    return world


@pytest.mark.parametrize(("hidden", "refused"), [(1, False), (2, True)])
def test_legs_that_are_not_told_at_once_protect_all_the_same(
    hidden: int, *, refused: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is another look before more protection is sent; sent all the same, it is refused and nothing is closed."""
    monkeypatch.setattr(fakes, "PolledBroker", Hiding)
    Hiding.hidden = hidden
    counting, Hiding.hid = Trouble(), 0
    lived(counting)
    rejected = []
    for call in calls(counting, 1):
        world = lived(Trouble(call, "die_after"))
        assert [row.text for row in only(world.rows, NoteRow) if row.code == "UNPROTECTED"] == [], call
        rejected += [row.message for row in only(world.rows, OutcomeRow) if row.outcome == "rejected"]
    assert bool(rejected) == refused
    assert Hiding.hid > 10 * hidden
