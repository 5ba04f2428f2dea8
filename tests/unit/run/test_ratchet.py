"""Stops at the broker that follow, on bars a reader can check by eye.

The first bar's close asks for 30 shares, bought at 100 with the second open. A line has the bars from there on.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from botspec.domain.orders import OrderStatus, TimeInForce
from botspec.domain.outcomes import NotSent, Rejected, SubmitOutcome, Unknown
from botspec.domain.rows import FillRow, IntentRow, NoteRow, OrderRow, OutcomeRow, Row
from botspec.execution.policy import OrderPolicy
from botspec.market.panel import ActionKind, CorporateAction
from tests.fakes import world as fakes
from tests.fakes.bots import Scripted, a_bot, scripted, written_exits
from tests.fakes.market import Bar, days
from tests.fakes.trials import only, trial
from tests.fakes.world import PolledBroker, World

GTC, DAY = OrderPolicy(time_in_force=TimeInForce.GTC), OrderPolicy()
FLAT: Bar = (100.0, 100.0, 100.0, 100.0)
TRAIL = {"stop_loss": "10%", "trailing_stop": {"distance": "5%"}, "rest_at_broker": ["stop_loss"]}
BOTH = {**TRAIL, "take_profit": "30%", "rest_at_broker": ["stop_loss", "take_profit"]}
EVEN = {"stop_loss": "10%", "break_even": {"after_gain": "3%"}, "rest_at_broker": ["stop_loss"]}
UP: Bar = (100.0, 110.0, 100.0, 110.0)
QUIET: Bar = (100.0, 101.0, 99.0, 100.0)


def a_case(exits: dict[str, Any], bars: list[Bar], entry: OrderPolicy = GTC, *, short: bool = False) -> tuple[Any, Any]:
    script = scripted(len(bars) + 1, 1, {0: [0]})
    if short:
        script = Scripted(script.exit, script.exit, script.rank, 0, short=(script.enter, script.exit))
    return a_bot(script, ["AAA"], exits=written_exits(exits), entry=entry), days({"AAA": [FLAT, *bars]})


def stops(rows: list[Row]) -> list[str]:
    """Where a stop was asked to be moved to."""
    return [f"{row.intent.request.stop_price.normalize():f}" for row in only(rows, IntentRow) if row.intent.replaces]


def sold(rows: list[Row]) -> list[tuple[str, str]]:
    legs = {row.intent.request.client_order_id: row.intent.leg.value for row in only(rows, IntentRow)}
    fills = [row.fill for row in only(rows, FillRow)][1:]
    return [(legs.get(fill.client_order_id, "a leg"), f"{fill.price.normalize():f}") for fill in fills]


@pytest.mark.parametrize("entry", [GTC, DAY], ids=["with the entry", "after the fill"])
@pytest.mark.parametrize(
    ("exits", "bars", "moved", "left"),
    [
        # the best close is 110: 5 % below it 104.50, touched inside the next bar; the bot would have waited for a close
        (TRAIL, [QUIET, UP, (108.0, 109.0, 104.5, 109.0), FLAT], ["95", "104.5"], [("trailing_stop", "104.5")]),
        (TRAIL, [QUIET, UP, (108.0, 109.0, 104.51, 108.0), (108.0,) * 4], ["95", "104.5"], []),
        # opened below it
        (TRAIL, [QUIET, UP, (103.0, 104.0, 102.0, 103.0), FLAT], ["95", "104.5"], [("trailing_stop", "103")]),
        # a close that is no new best moves nothing, and nothing is ever moved back
        (TRAIL, [QUIET, UP, (110.0, 110.0, 106.0, 106.0), (107.0,) * 4], ["95", "104.5"], []),
        # at the entry price once 3 % are gained
        (
            EVEN,
            [QUIET, (102.0, 104.0, 102.0, 103.0), (102.0, 103.0, 99.0, 101.0), FLAT],
            ["100"],
            [("break_even", "100")],
        ),
        (EVEN, [QUIET, (102.0, 104.0, 102.0, 102.9), (102.0, 103.0, 99.0, 101.0), FLAT], [], []),
        # the leg of a bracket or an OCO is moved in its group: the target goes with it
        (BOTH, [QUIET, UP, (108.0, 131.0, 108.0, 130.0), (130.0,) * 4], ["95", "104.5"], [("take_profit", "130")]),
        (BOTH, [QUIET, UP, (108.0, 109.0, 104.0, 109.0), FLAT], ["95", "104.5"], [("trailing_stop", "104.5")]),
    ],
)
def test_a_stop_follows(
    exits: dict[str, Any], bars: list[Bar], moved: list[str], left: list[tuple[str, str]], entry: OrderPolicy
) -> None:
    bot, panel = a_case(exits, bars, entry)
    walked, jumped = trial(bot, panel, fast=False), trial(bot, panel)
    rows = list(jumped.journal.rows())
    assert rows == list(walked.journal.rows())
    assert stops(rows) == moved
    expected = [(leg if entry is DAY or leg != "take_profit" else "a leg", price) for leg, price in left]
    assert sold(rows) == expected
    world = World(bot, panel)
    world.live()
    kinds = (IntentRow, OutcomeRow, OrderRow, FillRow)
    assert [row for row in world.rows if isinstance(row, kinds)] == [row for row in rows if isinstance(row, kinds)]
    assert world.brokers[-1].unjournalled == []


def test_a_short_positions_stop_comes_down() -> None:
    down: Bar = (100.0, 100.0, 90.0, 90.0)
    bot, panel = a_case(TRAIL, [QUIET, down, (92.0, 94.5, 92.0, 93.0), FLAT], short=True)
    done = list(trial(bot, panel).journal.rows())
    assert stops(done) == ["105", "94.5"]
    assert sold(done) == [("trailing_stop", "94.5")]


def test_after_a_split_it_is_placed_where_it_had_been_moved_to() -> None:
    bot, panel = a_case(TRAIL, [QUIET, UP, (55.0, 55.5, 54.0, 54.0), (54.0, 54.5, 52.0, 53.0), (53.0,) * 4])
    split = CorporateAction("AAA", date(2010, 1, 7), ActionKind.SPLIT, Decimal(2))
    panel = days(
        {"AAA": [FLAT, QUIET, UP, (55.0, 55.5, 54.0, 54.0), (54.0, 54.5, 52.0, 53.0), (53.0,) * 4]}, actions=[split]
    )
    done = list(trial(bot, panel).journal.rows())
    again = [row.intent.request for row in only(done, IntentRow) if row.intent.rests and not row.intent.replaces]
    assert [(int(each.quantity), each.stop_price) for each in again] == [(60, Decimal("52.25"))]
    assert sold(done) == [("stop_loss", "52.25")]


LIVE = a_case(TRAIL, [QUIET, UP, (108.0, 111.0, 107.0, 108.0), (108.0, 109.0, 104.0, 109.0), FLAT], DAY)


def lived(monkeypatch: pytest.MonkeyPatch, broker: type[PolledBroker]) -> World:
    monkeypatch.setattr(fakes, "PolledBroker", broker)
    world = World(*LIVE, heartbeat=timedelta(minutes=1))
    world.live()
    return world


class Refusing(PolledBroker):
    """Moves nothing."""

    def _replace(self, *_: Any) -> SubmitOutcome:
        return Rejected(422, "42210000", "cannot replace order in accepted status")


def test_what_the_broker_does_not_move_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot's own watch at each close goes on beside it."""
    world = lived(monkeypatch, Refusing)
    (said, *_) = [note.text for note in only(world.rows, NoteRow) if note.code == "STOP_NOT_MOVED"]
    assert said == "AAA: the stop at 90.00 USD could not be moved closer; it stands"
    resting = [row.intent for row in only(world.rows, IntentRow) if row.intent.rests and not row.intent.replaces]
    assert [str(intent.request.stop_price) for intent in resting] == ["90.00"]


class Lost(PolledBroker):
    """The first replacement is done, but its answer is lost."""

    lost = 0

    def _replace(self, *given: Any) -> SubmitOutcome:
        outcome = super()._replace(*given)
        type(self).lost += 1
        return Unknown("no answer") if type(self).lost == 1 else outcome


def test_an_unanswered_replacement_is_looked_up_and_never_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    Lost.lost = 0
    world = lived(monkeypatch, Lost)
    sent = world.brokers[-1].sent
    assert len(sent) == len(set(sent))
    names = [row.intent.request.client_order_id for row in only(world.rows, IntentRow) if row.intent.replaces]
    outcomes = [row.outcome for row in only(world.rows, OutcomeRow) if row.client_order_id == names[0]]
    assert outcomes == ["unknown"]
    assert names[0] in {row.order.request.client_order_id for row in only(world.rows, OrderRow)}
    assert names[1:], "it is moved on from there"
    assert sold(world.rows) == [("trailing_stop", "104.5")]


class Never(PolledBroker):
    """The first replacement never arrives, and nobody says so."""

    tries = 0

    def _replace(self, *given: Any) -> SubmitOutcome:
        type(self).tries += 1
        return super()._replace(*given) if type(self).tries > 1 else type(self).answer

    answer: SubmitOutcome = Unknown("no answer")


@pytest.mark.parametrize("answer", [Unknown("no answer"), NotSent("no budget")], ids=["unknown", "not sent"])
def test_one_that_never_arrived_is_given_up_and_the_old_stop_moved_at_a_later_close(
    answer: SubmitOutcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    Never.tries, Never.answer = 0, answer
    world = lived(monkeypatch, Never)
    names = [row.intent.request.client_order_id for row in only(world.rows, IntentRow) if row.intent.replaces]
    assert [row.outcome for row in only(world.rows, OutcomeRow) if row.client_order_id == names[0]][-1] == "rejected"
    posted = [order.request.client_order_id for order in world.venue.exchange.orders()]
    assert names[0] not in posted
    assert names[1] in posted
    assert sold(world.rows) == [("trailing_stop", "104.5")]


class Raced(PolledBroker):
    """The stop fills before its replacement comes."""

    def _replace(self, *_: Any) -> SubmitOutcome:
        return Rejected(422, "42210000", "unable to replace order, order is not open")


def test_a_fill_that_races_the_replacement_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fakes, "PolledBroker", Raced)
    world = World(*a_case(TRAIL, [QUIET, UP, (91.0, 92.0, 89.0, 90.0), FLAT], DAY))
    world.live()
    assert sold(world.rows) == [("stop_loss", "90")]
    ended = [row.order.status for row in only(world.rows, OrderRow)][-1]
    assert ended is OrderStatus.FILLED
