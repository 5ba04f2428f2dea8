"""An account that the broker blocks while a bot runs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from botspec.domain.guards import Action
from botspec.domain.orders import Side
from botspec.domain.rows import FillRow, IntentRow, NoteRow, ReleasedRow, TripRow
from botspec.market.moments import moment
from botspec.ports.broker import AccountSnapshot
from tests.fakes import world as fakes
from tests.fakes.bots import a_bot, scripted
from tests.fakes.market import days
from tests.fakes.trials import only

PANEL = days({"AAA": [(100.0,) * 4] * 6, "BBB": [(100.0,) * 4] * 6})
FROM = moment(int(PANEL.opened_at[2])) + timedelta(hours=1)
UNTIL = FROM + timedelta(hours=3)


class Blocking(fakes.PolledBroker):
    def snapshot(self) -> AccountSnapshot:
        return replace(super().snapshot(), blocked=FROM <= self._venue.now < UNTIL)


@pytest.mark.parametrize("blocks", [True, False])
def test_it_halts_keeps_what_is_held_and_waits_for_a_person(*, blocks: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if blocks:
        monkeypatch.setattr(fakes, "PolledBroker", Blocking)
    world = fakes.World(a_bot(scripted(6, 2, {0: [0], 3: [1]})), PANEL, heartbeat=timedelta(hours=1))
    world.live()
    bought = [row.intent.request.symbol for row in only(world.rows, IntentRow) if row.intent.request.side is Side.BUY]
    assert bought == (["AAA"] if blocks else ["AAA", "BBB"])
    trips = [row.trip for row in only(world.rows, TripRow)]
    expected = [("account-1", Action.HALT), ("reconcile-1", Action.BLOCK_ENTRIES)]
    assert [(trip.id, trip.action) for trip in trips] == expected * blocks
    assert all(FROM <= trip.at <= FROM + timedelta(hours=1) for trip in trips)
    assert [row.trip_id for row in only(world.rows, ReleasedRow)] == ["reconcile-1"] * blocks
    told = [row.text for row in only(world.rows, NoteRow) if row.code == "UNRECONCILED"]
    assert told == ["the account may not trade: status ACTIVE, blocked"] * blocks
    assert all(row.fill.side is Side.BUY for row in only(world.rows, FillRow))
