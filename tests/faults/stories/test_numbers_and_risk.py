"""Stories of numbers that are none, of loops, and of switches that did not switch."""

import socket
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import requests

from botspec.adapters.alpaca.orders import wire_changes
from botspec.adapters.system.mailbox import Mailbox
from botspec.adapters.system.origin import Origin
from botspec.adapters.system.switch import NAME as SWITCH
from botspec.adapters.system.transport import BoundedAdapter, Limits
from botspec.domain.exits import Distance, ExitPlan, Unit
from botspec.domain.guards import Action
from botspec.domain.orders import Changes, OrderStatus
from botspec.domain.outcomes import Rejected
from botspec.domain.rows import FillRow, IntentRow, OutcomeRow, TripRow
from botspec.run.booking import book_order
from botspec.run.entered import Entered
from botspec.run.watch import watch_orders
from tests.fakes.bots import a_bot, percent, scripted
from tests.fakes.desks import a_desk, a_wish, at_row, reported, work
from tests.fakes.market import days
from tests.fakes.transport import FakeTransport, Reply, order_json
from tests.fakes.trials import only
from tests.fakes.world import Trouble, World
from tests.faults.stories.scenes import AT, an_intent, asked, scene

PANEL = days({"AAA": [(100.0,) * 4] * 6, "BBB": [(100.0,) * 4] * 6})
NIGHT = at_row(PANEL, 0)
_MINUTES = timedelta(minutes=10)
NONE = [Decimal("NaN"), Decimal("Infinity"), Decimal(-5), Decimal(0)]


def test_story_33_cumulative_quantities_are_not_added_up():
    desk = a_desk(a_bot(scripted(3, 2)))
    name = work(desk, a_wish("AAA", NIGHT), NIGHT)
    for quantity in (10, 15, 30):
        told = {"filled_quantity": Decimal(quantity), "filled_average_price": Decimal(100)}
        book_order(desk, reported(desk, name, status=OrderStatus.PARTIALLY_FILLED, **told), NIGHT)
    assert [row.fill.quantity for row in only(desk.journal.rows(), FillRow)] == [10, 5, 15]


def test_story_34_a_replacement_moves_a_price_and_names_no_quantity():
    assert wire_changes(Changes(stop_price=Decimal("98.5")), "b1-x") == {
        "stop_price": "98.5",
        "client_order_id": "b1-x",
    }


def test_story_37_a_price_that_is_none_makes_no_order():
    desk = a_desk(a_bot(scripted(3, 2)))
    work(desk, a_wish("AAA", NIGHT), NIGHT, price=float("nan"))
    assert only(desk.journal.rows(), IntentRow) == []


@pytest.mark.parametrize("number", NONE)
def test_story_38_a_quantity_that_is_none_never_leaves(number):
    transport = FakeTransport(Reply(order_json()))
    with pytest.raises(ValueError, match="positive"):
        asked(transport).submit(an_intent(quantity=number), AT)
    assert transport.requests == []


@pytest.mark.parametrize("number", NONE)
def test_story_39_a_size_of_no_number_is_no_size(number):
    assert percent("30").quantity(number, Decimal(100), None) == 0
    assert percent("30").quantity(Decimal(1000), number, None) == 0


@pytest.mark.parametrize("content", [b"garbage", b'{"ask": 7}', b"\xff\xfe"])
def test_story_40_a_switch_nobody_can_read_is_pulled(tmp_path, content):
    mailbox = Mailbox(tmp_path)
    mailbox.open()
    (tmp_path / SWITCH).write_bytes(content)
    assert mailbox.killed() is not None
    (tmp_path / SWITCH).unlink()
    assert mailbox.killed() is not None


def test_story_41_a_read_that_fails_trips_nothing():
    world = World(a_bot(scripted(6, 2, {0: [0]})), PANEL)
    trouble = Trouble()
    world.live(trouble)
    for at in [number for number, name in enumerate(trouble.names, 1) if name == "prices"]:
        again = World(a_bot(scripted(6, 2, {0: [0]})), PANEL, patience=_MINUTES)
        again.live(Trouble(at, "unavailable"))
        assert only(again.rows, TripRow) == []


def test_story_42_five_rejections_in_a_row_halt():
    desk = a_desk(a_bot(scripted(6, 2)))
    for number in range(9):
        wish = a_wish("AAA", NIGHT, generation=number)
        desk.broker.answers[desk.bot.client_order_id(wish)] = Rejected(403, "40310000", "no")
        work(desk, wish, NIGHT)
    assert len(only(desk.journal.rows(), OutcomeRow)) == 5
    assert only(desk.journal.rows(), TripRow)[0].trip.action is Action.HALT


def test_story_15_the_tenth_order_sent_again_in_ten_minutes_halts():
    desk = a_desk(a_bot(scripted(6, 2)))
    for number in range(30):
        name = work(desk, a_wish("AAA", NIGHT, generation=number), NIGHT)
        if name not in desk.state.working:
            break
        book_order(desk, reported(desk, name, status=OrderStatus.CANCELED), NIGHT)
        watch_orders(desk, 10_000.0, NIGHT)
    assert number == 11
    assert only(desk.journal.rows(), TripRow)[0].trip.guard == "reposts"


def test_story_16_an_order_filled_at_once_is_followed_by_no_other():
    found = scene("minutes")
    keys = [(row.intent.leg, row.intent.request.symbol, row.intent.decided_at) for row in found.of(IntentRow)]
    assert len(keys) == len(set(keys)) > 5
    assert found.filled.keys() == found.posts.keys()


def test_story_44_a_server_that_never_answers_is_left():
    with socket.create_server(("127.0.0.1", 0)) as server:
        origin = Origin(f"http://127.0.0.1:{server.getsockname()[1]}/")
        session = requests.Session()
        session.mount("http://", BoundedAdapter(origin, Limits(connect=0.2, read=0.2, total=0.3)))
        began = time.monotonic()
        with pytest.raises(requests.ReadTimeout):
            session.get(origin.url)
        assert time.monotonic() - began < 5
    assert Limits().total <= 10


def test_story_55_after_a_split_the_exits_are_in_new_shares():
    plan = ExitPlan(stop_loss=Distance(Unit.PRICE, Decimal(95)))
    held = Entered(datetime(2026, 1, 5, tzinfo=UTC), resting=False, quantity=Decimal(10), plan=plan)
    after = held.split(datetime(2026, 1, 6, tzinfo=UTC), Decimal(2))
    assert after.quantity == 20
    assert after.plan.stop_loss.value == Decimal("47.5")
