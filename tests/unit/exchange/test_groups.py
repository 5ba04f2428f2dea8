"""Brackets, OCOs and OTOs: what wakes, fills, shrinks and ends what, on bars worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from botspec.domain.events import OrderUpdated
from botspec.domain.orders import GroupRole, Order, OrderStatus, OrderType
from botspec.exchange.exchange import Exchange
from botspec.exchange.refusal import Refusal
from botspec.market.moments import moment
from tests.fakes.market import Bar, Walk, an_exchange, days, order

QUIET: Bar = (10.0, 10.0, 10.0, 10.0)
STILL: Bar = (10.0, 10.2, 9.8, 10.0)
ENTRY, PROFIT, LOSS = GroupRole.ENTRY, GroupRole.TAKE_PROFIT, GroupRole.STOP_LOSS
NEW, HELD, FILLED = OrderStatus.NEW, OrderStatus.HELD, OrderStatus.FILLED
CANCELED, EXPIRED, PARTLY = OrderStatus.CANCELED, OrderStatus.EXPIRED, OrderStatus.PARTIALLY_FILLED


class Story:
    """One bracket, OCO or OTO on a few bars; the first bar is history at 10."""

    def __init__(self, *bars: Bar, held: int = 0, **exchange: Any) -> None:
        self.walk = Walk(days({"AAPL": [QUIET, *bars]}), an_exchange(**exchange))
        opened_at = self.walk.open()
        if held:
            self.exchange.submit(order("buy" if held > 0 else "sell", abs(held)), opened_at)
        self.evening = self.walk.close()
        self.exchange.drain()

    @property
    def exchange(self) -> Exchange:
        return self.walk.exchange

    def sends(self, side: str, quantity: object = 100, at: datetime | None = None, **asked: Any) -> Story:
        self.root = self.exchange.submit(order(side, quantity, **{"tif": "gtc", **asked}), at or self.evening)
        return self

    def member(self, role: GroupRole) -> Order:
        own = [found for found in self.exchange.orders() if found.group_id == self.root.group_id]
        return [found for found in own if found.group_role is role][-1]

    def states(self) -> tuple[OrderStatus, ...]:
        return tuple(self.member(role).status for role in self.roles())

    def roles(self) -> list[GroupRole]:
        known = {found.group_role for found in self.exchange.orders() if found.group_id == self.root.group_id}
        return [role for role in (ENTRY, PROFIT, LOSS) if role in known]

    def fills(self) -> list[tuple[GroupRole | None, str]]:
        done = [e for e in self.exchange.executions if e.order.group_id is not None]
        return [(execution.order.group_role, str(execution.price)) for execution in done]


def bracket(**more: Any) -> dict[str, Any]:
    return {"order_class": "bracket", "take_profit": 12, "loss": 9, **more}


def test_a_bracket_is_three_orders_of_one_group() -> None:
    story = Story(STILL).sends("buy", **bracket())
    assert story.root.group_role is ENTRY
    legs = [story.exchange.by_client_order_id(name) for name in story.root.legs]
    assert [leg.group_role for leg in legs if leg] == [PROFIT, LOSS]
    for leg in legs:
        assert leg is not None
        assert (leg.group_id, leg.request.side, leg.request.quantity) == (story.root.group_id, "sell", 100)
        assert (leg.request.time_in_force, leg.request.order_class, leg.legs) == ("gtc", "bracket", ())
    assert (story.member(PROFIT).request.type, story.member(PROFIT).request.limit_price) == (OrderType.LIMIT, 12)
    assert (story.member(LOSS).request.type, story.member(LOSS).request.stop_price) == (OrderType.STOP, 9)
    assert story.states() == (OrderStatus.ACCEPTED, HELD, HELD)
    assert len({found.request.client_order_id for found in story.exchange.orders()}) == 3


def test_the_legs_wake_when_the_entry_is_filled() -> None:
    story = Story(STILL).sends("buy", **bracket())
    story.walk.open()
    assert story.states() == (FILLED, NEW, HELD)
    assert story.exchange.reserved("AAPL") == 100, "the two legs hold the same shares"
    told = [event.order.group_role for event in story.exchange.drain() if isinstance(event, OrderUpdated)]
    assert told == [ENTRY, PROFIT, LOSS]


@pytest.mark.parametrize(
    ("bar", "filled"),
    [
        # entry at the open of 10: the legs see the whole bar
        ((10.0, 11.9, 9.1, 11.0), [(ENTRY, "10.0")]),
        ((10.0, 12.0, 9.1, 11.0), [(ENTRY, "10.0"), (PROFIT, "12")]),
        ((10.0, 11.9, 9.0, 11.0), [(ENTRY, "10.0"), (LOSS, "9")]),
        ((10.0, 12.5, 8.5, 12.5), [(ENTRY, "10.0"), (LOSS, "9")]),  # both could: the stop did
        ((12.5, 12.8, 12.1, 12.2), [(ENTRY, "12.5"), (PROFIT, "12.5")]),  # opened beyond its own target
        ((8.5, 12.8, 8.0, 12.2), [(ENTRY, "8.5"), (LOSS, "8.5")]),
    ],
)
def test_entry_at_the_open(bar: Bar, filled: list[tuple[GroupRole, str]]) -> None:
    story = Story(bar).sends("buy", **bracket())
    story.walk.pass_rows()
    assert story.fills() == filled
    assert story.exchange.guesses["stop_before_take_profit"] == (1 if bar[1] >= 12 and bar[2] <= 9 < bar[0] else 0)


@pytest.mark.parametrize(
    ("asked", "bar", "filled", "guessed"),
    [
        # limit entry at 9.50: the low came after it, the high perhaps before it; the close surely after
        ({"limit": "9.50"}, (10.0, 12.5, 9.5, 11.0), [(ENTRY, "9.50")], {}),
        ({"limit": "9.50"}, (10.0, 12.5, 9.5, 12.1), [(ENTRY, "9.50"), (PROFIT, "12")], {}),
        ({"limit": "9.50"}, (10.0, 10.5, 8.9, 10.1), [(ENTRY, "9.50"), (LOSS, "9")], {}),
        ({"limit": "9.50"}, (10.0, 12.5, 8.9, 12.1), [(ENTRY, "9.50"), (LOSS, "9")], {"stop_before_take_profit": 1}),
        # stop entry at 11: the high came after it, the low perhaps before it: taken as after
        ({"stop_price": 11}, (10.0, 12.0, 9.5, 11.5), [(ENTRY, "11"), (PROFIT, "12")], {}),
        ({"stop_price": 11}, (10.0, 11.5, 8.9, 11.2), [(ENTRY, "11"), (LOSS, "9")], {"stop_after_entry": 1}),
        ({"stop_price": 11}, (10.0, 11.5, 8.9, 8.95), [(ENTRY, "11"), (LOSS, "9")], {}),
        (
            {"stop_price": 11},
            (10.0, 12.5, 8.9, 11.2),
            [(ENTRY, "11"), (LOSS, "9")],
            {"stop_after_entry": 1, "stop_before_take_profit": 1},
        ),
    ],
)
def test_entry_inside_the_bar(
    asked: dict[str, Any], bar: Bar, filled: list[tuple[GroupRole, str]], guessed: dict[str, int]
) -> None:
    story = Story(bar).sends("buy", **bracket(), **asked)
    story.walk.pass_rows()
    assert story.fills() == filled
    order_of_events = ("stop_before_take_profit", "stop_after_entry")
    assert {name: count for name, count in story.exchange.guesses.items() if name in order_of_events} == guessed


def test_what_the_entry_bar_left_open_the_next_bars_settle() -> None:
    story = Story((10.0, 12.5, 9.5, 11.0), STILL, (10.0, 12.0, 9.9, 11.0)).sends("buy", **bracket(limit="9.50"))
    story.walk.pass_rows(2)
    assert story.fills() == [(ENTRY, "9.50")]
    story.walk.pass_rows()
    assert story.fills() == [(ENTRY, "9.50"), (PROFIT, "12")]
    assert story.states() == (FILLED, FILLED, CANCELED)
    assert story.exchange.positions == {}


def test_a_short_bracket_is_the_mirror() -> None:
    for bar, role, price in (((10.0, 10.5, 8.0, 8.5), PROFIT, "8"), ((10.0, 11.0, 8.0, 8.5), LOSS, "11")):
        story = Story(bar).sends("sell", order_class="bracket", take_profit=8, loss=11)
        story.walk.pass_rows()
        assert story.fills() == [(ENTRY, "10.0"), (role, price)]
        assert story.exchange.positions == {}


def test_a_stop_limit_leg_that_was_jumped_over_rests_and_the_target_is_not_filled_in_that_bar() -> None:
    story = Story(STILL, (10.0, 12.5, 8.5, 8.7), (8.6, 8.85, 8.5, 8.8), (8.8, 9.0, 8.7, 9.0))
    story.sends("buy", **bracket(loss=(9, "9.10")))
    story.walk.pass_rows(2)
    assert story.fills() == [(ENTRY, "10.0")], "9.10 may have been only before 9.00"
    story.walk.pass_rows(2)
    assert story.states() == (FILLED, NEW, HELD)


def test_legs_are_held_until_the_whole_entry_is_filled() -> None:
    bars: list[Bar] = [(10.0, 12.5, 8.5, 10.0, 500.0), (10.0, 12.5, 9.5, 10.0, 5000.0)]
    story = Story(*bars, max_participation=Decimal("0.1")).sends("buy", **bracket())
    story.walk.pass_rows()
    assert story.states() == (PARTLY, HELD, HELD)
    assert story.fills() == [(ENTRY, "10.0")], "50 shares, and nothing protects them yet, as at Alpaca"
    story.walk.pass_rows()
    assert story.fills() == [(ENTRY, "10.0"), (ENTRY, "10.0"), (PROFIT, "12")]


def test_an_entry_finished_as_a_limit_knows_only_its_close() -> None:
    """The stop at 11 was touched the day before; the rest waits at 11.44, and 12.50 may have been before that."""
    bars: list[Bar] = [(10.0, 11.2, 10.0, 11.0, 500.0), (11.6, 12.5, 11.4, 11.5, 5000.0)]
    story = Story(*bars, max_participation=Decimal("0.1")).sends("buy", **bracket(stop_price=11))
    story.walk.pass_rows(2)
    assert story.fills() == [(ENTRY, "11"), (ENTRY, "11.44")]
    assert story.states() == (FILLED, NEW, HELD)


def test_sleeping_legs_hold_no_shares() -> None:
    story = Story(STILL, held=100).sends("buy", 50, **bracket(limit="9.50"))
    story.walk.open()
    assert story.exchange.reserved("AAPL") == 0


def test_part_of_the_target_shrinks_the_stop() -> None:
    bars: list[Bar] = [STILL, (10.0, 12.0, 9.9, 10.0, 300.0), (10.0, 10.0, 8.9, 10.0, 5000.0)]
    story = Story(*bars, max_participation=Decimal("0.1")).sends("buy", **bracket())
    story.walk.pass_rows(2)
    assert (story.states(), story.member(PROFIT).filled_quantity) == ((FILLED, PARTLY, HELD), 30)
    assert story.member(LOSS).request.quantity == 70
    story.walk.pass_rows()
    assert story.states() == (FILLED, CANCELED, FILLED)
    assert story.exchange.positions == {}


def test_part_of_the_stop_cancels_the_target() -> None:
    bars: list[Bar] = [STILL, (10.0, 10.0, 8.9, 9.0, 300.0), (9.5, 12.5, 9.4, 12.0, 5000.0)]
    story = Story(*bars, max_participation=Decimal("0.1")).sends("buy", **bracket())
    story.walk.pass_rows(2)
    assert (story.states(), story.member(LOSS).filled_quantity) == ((FILLED, CANCELED, PARTLY), 30)
    story.walk.open()
    assert story.fills()[-1] == (LOSS, "9.5"), "the rest is a market order"


@pytest.mark.parametrize("role", [ENTRY, PROFIT, LOSS])
def test_canceling_one_cancels_the_group(role: GroupRole) -> None:
    story = Story(STILL, STILL).sends("buy", **bracket(limit="9.50"))
    at = story.walk.open()
    story.exchange.cancel(story.member(role).id, at)
    assert story.states() == (CANCELED, CANCELED, CANCELED)
    assert not story.exchange.has_live_orders


def test_after_the_entry_canceling_a_leg_cancels_the_other() -> None:
    story = Story(STILL, STILL).sends("buy", **bracket())
    at = story.walk.open()
    story.exchange.cancel(story.member(LOSS).id, at)
    assert story.states() == (FILLED, CANCELED, CANCELED)
    assert story.exchange.positions["AAPL"].quantity == 100


def test_day_groups_end_with_the_session() -> None:
    never = Story(STILL, STILL).sends("buy", **bracket(limit="9.50", tif="day"))
    never.walk.pass_rows()
    assert never.states() == (EXPIRED, EXPIRED, EXPIRED)
    entered = Story(STILL, STILL).sends("buy", **bracket(tif="day"))
    entered.walk.pass_rows()
    assert entered.states() == (FILLED, EXPIRED, EXPIRED), "a DAY bracket protects for one session only"


def test_oco_is_two_exits_of_which_one_happens() -> None:
    oco = {"order_class": "oco", "limit": 12, "loss": 9}
    for bar, filled in (
        ((10.0, 12.0, 9.5, 11.0), [(PROFIT, "12")]),
        ((10.0, 11.0, 9.0, 10.0), [(LOSS, "9")]),
        ((10.0, 12.0, 9.0, 10.0), [(LOSS, "9")]),
        ((8.0, 12.0, 8.0, 10.0), [(LOSS, "8.0")]),
    ):
        story = Story(bar, held=100).sends("sell", **oco)
        assert story.states() == (OrderStatus.ACCEPTED, HELD)
        assert (story.root.group_role, len(story.root.legs)) == (PROFIT, 1)
        story.walk.pass_rows()
        assert story.fills() == filled
        assert story.exchange.positions == {}


def test_oto_has_one_leg() -> None:
    protected = Story(STILL, (10.0, 12.0, 9.0, 10.0)).sends("buy", order_class="oto", loss=9)
    protected.walk.pass_rows()
    assert protected.states() == (FILLED, NEW)
    protected.walk.pass_rows()
    assert protected.fills() == [(ENTRY, "10.0"), (LOSS, "9")]
    target = Story(STILL, (10.0, 12.0, 9.0, 10.0)).sends("buy", order_class="oto", take_profit=12)
    target.walk.pass_rows(2)
    assert target.fills() == [(ENTRY, "10.0"), (PROFIT, "12")]


def test_moving_the_stop_of_a_bracket() -> None:
    story = Story(STILL, (10.0, 10.5, 9.5, 10.0)).sends("buy", **bracket())
    at = story.walk.open()
    old = story.member(LOSS)
    new = story.exchange.replace(old.id, at, stop_price=Decimal("9.60"))
    assert (new.status, new.group_role, new.group_id) == (HELD, LOSS, story.root.group_id)
    assert refused(lambda: story.exchange.replace(new.id, at, quantity=Decimal(5))).http_status == 422
    assert refused(lambda: story.exchange.replace(new.id, at, stop_price=Decimal(11))).message == (
        "stop price must be less than current price"
    )
    story.walk.close()
    story.walk.pass_rows()
    assert story.fills() == [(ENTRY, "10.0"), (LOSS, "9.60")]
    assert story.member(PROFIT).status is CANCELED


def test_moving_a_sleeping_leg_and_the_entry() -> None:
    story = Story(STILL, (9.0, 9.2, 8.4, 9.0)).sends("buy", **{**bracket(limit="9.50"), "loss": 8})
    at = story.walk.open()
    story.exchange.replace(story.member(LOSS).id, at, stop_price=Decimal("8.50"))
    story.exchange.replace(story.root.id, at, limit_price=Decimal("9.25"))
    assert story.states() == (NEW, HELD, HELD)
    story.exchange.replace(story.member(PROFIT).id, at, limit_price=Decimal(13))
    story.walk.close()
    story.walk.open()
    assert story.states() == (FILLED, NEW, HELD)
    story.walk.close()
    assert story.fills() == [(ENTRY, "9.0"), (LOSS, "8.50")]


def refused(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value


PRICED = {"base_price": "10"}
REFUSALS: list[tuple[str, dict[str, Any], str, dict[str, str]]] = [
    ("buy", {"order_class": "bracket", "loss": 9}, "bracket orders require take_profit.limit_price", {}),
    ("buy", {"order_class": "bracket", "take_profit": 12}, "bracket orders require stop_loss.stop_price", {}),
    ("buy", {"order_class": "oto"}, "oto orders require either take_profit or stop_loss", {}),
    ("buy", bracket(order_class="oto"), "oto orders require either take_profit or stop_loss", {}),
    ("buy", {"take_profit": 12}, "take_profit and stop_loss require an order_class", {}),
    ("buy", bracket(loss=12), "take_profit.limit_price must be > stop_loss.stop_price", {}),
    ("sell", bracket(), "take_profit.limit_price must be < stop_loss.stop_price", {}),
    ("buy", bracket(loss=10), "stop_loss.stop_price must be <= base_price - 0.01", PRICED),
    ("buy", bracket(loss="9.991"), "invalid stop_loss.stop_price 9.991. sub-penny increment does not fulfill", {}),
    ("buy", bracket(take_profit=10, loss=9), "take_profit.limit_price must be >= base_price + 0.01", PRICED),
    (
        "buy",
        bracket(limit="8.50", take_profit=12),
        "stop_loss.stop_price must be <= base_price - 0.01",
        {"base_price": "8.5"},
    ),
    (
        "buy",
        bracket(stop_price="12.50"),
        "take_profit.limit_price must be >= base_price + 0.01",
        {"base_price": "12.5"},
    ),
    ("sell", bracket(take_profit=8, loss=10), "stop_loss.stop_price must be >= base_price + 0.01", PRICED),
    ("buy", bracket(tif="ioc"), "invalid time_in_force", {}),
    ("buy", bracket(quantity="1.5", tif="day"), "fractional orders must be simple orders", {}),
    ("buy", bracket(extended_hours=True, limit=10), "bracket orders are not allowed in extended hours", {}),
    ("buy", bracket(trail_price=1), "invalid order type for order_class bracket: trailing_stop", {}),
    ("buy", {"order_class": "oco", "limit": 9, "loss": 12}, "oco orders must be exit orders", {}),
    ("sell", {"order_class": "oco", "limit": 12}, "oco orders require stop_loss.stop_price", {}),
    ("sell", {"order_class": "oco", "limit": 12, "loss": 9, "take_profit": 12}, "the limit_price of an oco order", {}),
    ("sell", {"order_class": "oco", "loss": 9}, "invalid order type for order_class oco: market", {}),
]


@pytest.mark.parametrize(("side", "asked", "message", "extra"), REFUSALS)
def test_groups_that_alpaca_refuses(side: str, asked: dict[str, Any], message: str, extra: dict[str, str]) -> None:
    story = Story(STILL)
    asked = dict(asked)
    refusal = refused(lambda: story.sends(side, asked.pop("quantity", 100), **asked))
    assert refusal.message.startswith(message)
    assert refusal.http_status == 422
    assert {name: value for name, value in refusal.body().items() if name not in {"code", "message"}} == extra
    assert story.exchange.orders() == ()


def test_brackets_enter_and_ocos_exit() -> None:
    story = Story(STILL, held=100)
    refusal = refused(lambda: story.sends("sell", order_class="bracket", take_profit=9, loss=11))
    assert (refusal.http_status, refusal.code, refusal.message) == (
        422,
        42210000,
        "bracket orders must be entry orders",
    )
    assert refused(lambda: story.sends("sell", order_class="oto", loss=11)).message == "oto orders must be entry orders"
    refusal = refused(lambda: story.sends("sell", order_class="oco", limit=12, loss="10.50"))
    assert refusal.body()["market_price"] == "10"
    story.sends("sell", order_class="oco", limit=12, loss=9)
    assert "insufficient qty" in refused(lambda: story.sends("sell", order_class="oco", limit=12, loss=9)).message


def test_a_bracket_on_top_of_a_position_adds_to_it() -> None:
    story = Story(STILL, held=100).sends("buy", 50, **bracket())
    story.walk.open()
    assert story.exchange.positions["AAPL"].quantity == 150
    assert story.exchange.reserved("AAPL") == 50


def test_a_replacement_of_a_group_keeps_its_size_and_life() -> None:
    story = Story(STILL, STILL).sends("buy", **bracket(limit="9.50"))
    at = story.walk.open() + timedelta(hours=1)
    refusal = refused(lambda: story.exchange.replace(story.root.id, at, quantity=Decimal(5)))
    assert refusal.message == "qty and time_in_force are shared by all orders of a bracket order"


def test_aged_groups_are_canceled_as_one() -> None:
    story = Story(*[STILL] * 70).sends("buy", **bracket(limit="9.50"))
    while story.walk.row < 70:
        story.walk.pass_rows()
    assert story.states() == (CANCELED, CANCELED, CANCELED)
    assert moment(story.walk.panel.row(0).closed_at) == story.evening
