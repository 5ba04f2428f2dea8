"""The outbox leaves: sized and checked again at fresh prices, journalled and committed before a byte goes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from botspec.domain.guards import Action, Trip
from botspec.domain.intents import Leg
from botspec.domain.orders import OrderStatus, OrderType, Side
from botspec.domain.outcomes import NotSent, Rejected, Unknown
from botspec.domain.rows import DeniedRow, DroppedRow, IntentRow, OutcomeRow, TripRow, WantedRow
from botspec.ports.broker import CredentialsRefused
from botspec.risk.limits.capital import Capital
from botspec.run.booking import book_order
from botspec.run.release import drop_stale, release
from tests.fakes.bots import a_bot, a_limit, limit_order, percent, scripted
from tests.fakes.desks import a_desk, a_wish, at_row, hold, reported, work
from tests.fakes.market import days
from tests.fakes.trials import only

if TYPE_CHECKING:
    from botspec.run.desk import Desk

PANEL = days({"AAA": [(100.0,) * 4] * 4, "BBB": [(100.0,) * 4] * 4})
NIGHT, NOON = at_row(PANEL, 0), at_row(PANEL, 1)


def desk_with(*wishes: Any, **given: Any) -> Desk:
    desk = a_desk(a_bot(scripted(4, 2), **given))
    for wish in wishes:
        desk.record(WantedRow(NIGHT, wish))
    return desk


def sent(desk: Desk) -> list[tuple[str, str, Decimal]]:
    requests = [row.intent.request for row in only(desk.journal.rows(), IntentRow)]
    return [(request.symbol, request.side.value, request.quantity) for request in requests]


def dropped(desk: Desk) -> list[tuple[str, str]]:
    return [(row.wanted.symbol, row.why) for row in only(desk.journal.rows(), DroppedRow)]


def test_nothing_waiting_nothing_done() -> None:
    desk = desk_with()
    release(desk, {"AAA": 100.0}, 10_000.0, NOON)
    assert desk.journal.log == []


def test_sized_again_at_the_price_of_now() -> None:
    desk = desk_with(a_wish("AAA", NIGHT, quantity=Decimal(30)))
    release(desk, {"AAA": 200.0}, 9_000.0, NOON)

    (row,) = only(desk.journal.rows(), IntentRow)
    assert row.intent.request.quantity == 13  # 30% of 9,000 at 200
    assert row.intent.reference_price == Decimal("200.0")
    assert (row.intent.decided_at, row.intent.created_at) == (NIGHT, NOON)
    assert desk.state.outbox == []


def test_a_limit_order_is_sized_at_its_limit() -> None:
    wish = a_wish("AAA", NIGHT, limit_price=Decimal(50))
    desk = desk_with(wish, entry=limit_order("close"))
    release(desk, {"AAA": 200.0}, 10_000.0, NOON)

    (row,) = only(desk.journal.rows(), IntentRow)
    request = row.intent.request
    assert (request.type, request.limit_price, request.quantity) == (OrderType.LIMIT, Decimal(50), Decimal(60))


def test_checked_again_one_after_the_other() -> None:
    """What the first claims the second cannot have; the wishes' own estimates count for nothing."""
    desk = desk_with(a_wish("AAA", NIGHT), a_wish("BBB", NIGHT), sizing=percent("60"))
    release(desk, {"AAA": 100.0, "BBB": 100.0}, 10_000.0, NOON)

    assert sent(desk) == [("AAA", "buy", Decimal(60))]
    (denied,) = only(desk.journal.rows(), DeniedRow)
    assert (denied.limit, denied.reading.used, denied.reading.allowed) == ("capital", Decimal(6120), Decimal(3880))
    assert desk.state.outbox == []


def test_exits_leave_first_and_count_in_the_minute() -> None:
    desk = desk_with(
        a_wish("AAA", NIGHT),
        a_wish("BBB", NIGHT, Side.SELL),
        limits=(Capital(), a_limit("max_orders_per_minute", 1)),
    )
    hold(desk, "BBB", 5, 100, NIGHT)
    release(desk, {"AAA": 100.0, "BBB": 100.0}, 10_000.0, NOON)

    assert sent(desk) == [("BBB", "sell", Decimal(5))]
    assert [row.limit for row in only(desk.journal.rows(), DeniedRow)] == ["max_orders_per_minute"]


@pytest.mark.parametrize(("later", "orders"), [(59, 1), (60, 2)])
def test_a_minute_is_sixty_seconds(later: int, orders: int) -> None:
    desk = desk_with(limits=(Capital(), a_limit("max_orders_per_minute", 1)))
    work(desk, a_wish("AAA", NIGHT), NOON)
    work(desk, a_wish("BBB", NIGHT), NOON + timedelta(seconds=later))

    assert len(sent(desk)) == orders


def test_what_is_sold_is_what_is_held_now() -> None:
    desk = desk_with(a_wish("AAA", NIGHT, Side.SELL, quantity=Decimal(99)))
    hold(desk, "AAA", 7, 100, NIGHT)
    release(desk, {"AAA": 100.0}, 10_000.0, NOON)

    assert sent(desk) == [("AAA", "sell", Decimal(7))]


def test_a_flatten_is_a_market_order_whatever_the_policy() -> None:
    desk = desk_with(a_wish("AAA", NIGHT, Side.SELL, leg=Leg.FLATTEN), exit=limit_order("close"))
    hold(desk, "AAA", 7, 100, NIGHT)
    release(desk, {"AAA": 100.0}, 10_000.0, NOON)

    (row,) = only(desk.journal.rows(), IntentRow)
    assert row.intent.request.type is OrderType.MARKET


@pytest.mark.parametrize("price", [None, 0.0, -1.0, float("nan"), float("inf")])
def test_without_a_fresh_price_an_entry_is_dropped_and_an_exit_waits(price: float | None) -> None:
    desk = desk_with(a_wish("AAA", NIGHT), a_wish("BBB", NIGHT, Side.SELL))
    hold(desk, "BBB", 5, 100, NIGHT)
    release(desk, {} if price is None else {"AAA": price, "BBB": price}, 10_000.0, NOON)

    assert sent(desk) == []
    assert dropped(desk) == [("AAA", "no fresh price")]
    assert [wish.symbol for wish in desk.state.outbox] == ["BBB"]


def test_after_a_trip_entries_are_dropped_and_exits_leave() -> None:
    desk = desk_with(a_wish("AAA", NIGHT), a_wish("BBB", NIGHT, Side.SELL))
    hold(desk, "BBB", 5, 100, NIGHT)
    desk.record(TripRow(NIGHT, Trip("x-1", "x", Action.HALT, NIGHT, 0.1, 0.05, 1.0, 0.9, "close", 1)))
    release(desk, {"AAA": 100.0, "BBB": 100.0}, 10_000.0, NOON)

    assert sent(desk) == [("BBB", "sell", Decimal(5))]
    assert dropped(desk) == [("AAA", "x tripped (x-1)")]


def test_nothing_left_to_sell_and_too_small_to_buy_are_dropped() -> None:
    desk = desk_with(a_wish("AAA", NIGHT), a_wish("BBB", NIGHT, Side.SELL))
    release(desk, {"AAA": 3_001.0, "BBB": 100.0}, 10_000.0, NOON)

    assert dropped(desk) == [
        ("BBB", "nothing left to close"),
        ("AAA", "30% of equity is less than one share at 3001.0 USD"),
    ]


def test_every_intent_is_committed_before_any_order_leaves() -> None:
    desk = desk_with(a_wish("AAA", NIGHT), a_wish("BBB", NIGHT), a_wish("CCC", NIGHT, Side.SELL))
    hold(desk, "CCC", 5, 100, NIGHT)
    release(desk, {"AAA": 100.0, "BBB": 100.0, "CCC": 100.0}, 10_000.0, NOON)

    log = desk.journal.log
    names = [name for kind, name in log if kind == "submit"]
    assert len(names) == 3
    commit = log.index(("commit", ""))
    for name in names:
        assert log.index(("intent", name)) < commit < log.index(("submit", name))


def test_cancels_go_before_orders() -> None:
    desk = desk_with()
    name = work(desk, a_wish("AAA", NIGHT), NIGHT)
    hold(desk, "AAA", 5, 100, NIGHT)
    desk.cancel(desk.state.working[name], "exit wanted", NOON)
    assert ("ask to cancel", name) not in desk.journal.log  # not before it is durable
    work(desk, a_wish("AAA", NOON, Side.SELL), NOON)

    log = desk.journal.log
    asked = log.index(("ask to cancel", name))
    assert log.index(("cancel", "")) < max(i for i, (kind, _) in enumerate(log) if kind == "commit") < asked
    assert asked < max(i for i, (kind, _) in enumerate(log) if kind == "submit")


def test_working_orders_claim_their_worst_case_until_they_end() -> None:
    desk = desk_with(sizing=percent("90"))
    name = work(desk, a_wish("AAA", NIGHT), NIGHT)
    work(desk, a_wish("BBB", NIGHT), NIGHT)
    assert sent(desk) == [("AAA", "buy", Decimal(90))]
    book_order(desk, reported(desk, name, status=OrderStatus.CANCELED), NOON)
    work(desk, a_wish("BBB", NOON), NOON)
    assert sent(desk)[1:] == [("BBB", "buy", Decimal(90))]


@pytest.mark.parametrize(
    ("answer", "outcome", "live"),
    [
        (Rejected(403, "40310000", "insufficient buying power"), "rejected", False),
        (Unknown("time-out"), "unknown", True),
        (NotSent("no connection"), "not_sent", True),
    ],
)
def test_what_came_back_is_written_down_and_an_unknown_order_counts_as_live(
    answer: Any,
    outcome: str,
    live: bool,  # noqa: FBT001
) -> None:
    wish = a_wish("AAA", NIGHT)
    desk = desk_with()
    name = desk.bot.client_order_id(wish)
    desk.broker.answers[name] = answer
    work(desk, wish, NOON)

    assert [row.outcome for row in only(desk.journal.rows(), OutcomeRow)] == [outcome]
    assert (name in desk.state.working) is live


def test_refused_keys_end_the_run_durably_and_nothing_else_is_sent() -> None:
    first, second = a_wish("AAA", NIGHT), a_wish("BBB", NIGHT)
    desk = desk_with(first, second)
    desk.broker.answers[desk.bot.client_order_id(first)] = Rejected(401, "40110000", "unauthorized", halt=True)
    with pytest.raises(CredentialsRefused):
        release(desk, {"AAA": 100.0, "BBB": 100.0}, 10_000.0, NOON)

    assert [kind for kind, _ in desk.journal.log][-3:] == ["submit", "outcome", "commit"]


def test_an_entry_whose_open_was_missed_is_stale_and_an_exit_is_not() -> None:
    desk = desk_with(a_wish("AAA", NIGHT), a_wish("BBB", NIGHT, Side.SELL))
    drop_stale(desk, NIGHT, NOON)
    assert len(desk.state.outbox) == 2
    drop_stale(desk, NIGHT + timedelta(seconds=1), NOON)

    assert [wish.symbol for wish in desk.state.outbox] == ["BBB"]
    assert dropped(desk) == [("AAA", "its open was missed")]
