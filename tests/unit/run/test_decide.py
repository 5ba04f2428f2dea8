"""Exits first, then entries by rank; every reason once; the same bar twice adds nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from botspec.domain.guards import Action, Trip
from botspec.domain.intents import Leg
from botspec.domain.orders import Side
from botspec.domain.rows import CancelRow, DecisionRow, DeniedRow, DroppedRow, OutcomeRow, TripRow, WantedRow
from botspec.risk.limits.capital import Capital
from botspec.run.decide import decide
from tests.fakes.bots import a_bot, a_limit, limit_order, percent, scripted
from tests.fakes.desks import a_desk, a_wish, at_row, hold, look, work
from tests.fakes.market import NO_BAR, days
from tests.fakes.trials import only

if TYPE_CHECKING:
    from botspec.run.desk import Desk

SYMBOLS = ("AAA", "BBB", "CCC")
ROWS = 6
PANEL = days({symbol: [(100.0, 101.0, 99.0, 100.0)] * ROWS for symbol in SYMBOLS})


def desk_of(**given: Any) -> Desk:
    """`way_out` is the exit policy; the rest is the script's or the bot's."""
    script = {key: given.pop(key) for key in ("enter", "exit", "rank", "unknown", "ready") if key in given}
    if "way_out" in given:
        given["exit"] = given.pop("way_out")
    return a_desk(a_bot(scripted(ROWS, 3, **script), SYMBOLS, **given))


def decided(desk: Desk, *rows: int) -> Desk:
    for row in rows:
        decide(desk, look(desk, PANEL, row), float(desk.bot.capital))
    return desk


def wishes(desk: Desk) -> list[tuple[str, Leg, Decimal]]:
    return [(wish.symbol, wish.leg, wish.quantity) for wish in desk.state.outbox]


def tripped(desk: Desk, action: Action, row: int = 0) -> None:
    at = at_row(PANEL, row)
    trip = Trip(f"{action}-1", action.value, action, at, 0.1, 0.05, 1.0, 0.9, "close", int(PANEL.session[row]))
    desk.record(TripRow(at, trip))


@pytest.mark.parametrize(
    ("rank", "order"),
    [
        ([1.0, 3.0, 2.0], ["BBB", "CCC", "AAA"]),
        ([2.0, 2.0, 2.0], ["AAA", "BBB", "CCC"]),
        ([1.0, 2.0, 2.0], ["BBB", "CCC", "AAA"]),
        ([np.nan, 0.0, -9.0], ["BBB", "CCC", "AAA"]),
        ([np.nan, np.nan, np.inf], ["CCC", "AAA", "BBB"]),
    ],
)
def test_the_highest_rank_first_then_the_order_of_the_spec(rank: list[float], order: list[str]) -> None:
    desk = decided(desk_of(enter={0: [0, 1, 2]}, rank=rank, sizing=percent("10")), 0)

    assert [wish.symbol for wish in desk.state.outbox] == order


def test_who_comes_first_takes_the_room_and_the_money() -> None:
    desk = decided(desk_of(enter={0: [0, 1, 2]}, rank=[1.0, 3.0, 2.0], sizing=percent("45")), 0)

    assert wishes(desk) == [("BBB", Leg.ENTRY, Decimal(45)), ("CCC", Leg.ENTRY, Decimal(45))]
    (denied,) = only(desk.journal.rows(), DeniedRow)
    assert (denied.wanted.symbol, denied.limit) == ("AAA", "capital")
    assert (denied.reading.used, denied.reading.allowed) == (
        Decimal("4590.00"),
        Decimal("820.00"),
    )  # 10,000 - 2 x 4,590


def test_exits_come_before_entries_whatever_their_rank() -> None:
    desk = desk_of(enter={1: [0]}, exit={1: [2]}, rank=[9.0, 0.0, 0.0])
    hold(desk, "CCC", 7, 100, at_row(PANEL, 0))
    decided(desk, 1)

    assert wishes(desk) == [("CCC", Leg.EXIT, Decimal(7)), ("AAA", Leg.ENTRY, Decimal(30))]


def test_a_denial_is_told_once_a_signal_and_again_with_the_next() -> None:
    limits = (Capital(), a_limit("max_order_notional", "100 USD"))
    desk = decided(desk_of(enter={row: [0] for row in (0, 1, 2, 4, 5)}, limits=limits), *range(ROWS))

    denied = only(desk.journal.rows(), DeniedRow)
    assert [row.at for row in denied] == [at_row(PANEL, 0), at_row(PANEL, 4)]
    assert {row.limit for row in denied} == {"max_order_notional"}
    assert desk.state.counts["denied"] == 2


def test_what_was_denied_for_want_of_cash_is_wanted_once_there_is_enough() -> None:
    desk = decided(desk_of(enter={0: [0], 1: [0], 2: [0]}, sizing=percent("99"), limits=(Capital(),)), 0, 1)
    assert wishes(desk) == []  # the worst price is 2 % higher

    decide(desk, look(desk, PANEL, 2), 9_000.0)

    assert wishes(desk) == [("AAA", Leg.ENTRY, Decimal(89))]
    assert [row.limit for row in only(desk.journal.rows(), DeniedRow)] == ["capital"]


def test_why_nothing_is_done_is_told_once_as_long_as_it_stands() -> None:
    desk = decided(desk_of(unknown={3: [0], 4: [0]}, ready=2), *range(ROWS))

    told = [(row.at, row.symbol, row.reason) for row in only(desk.journal.rows(), DecisionRow)]
    warm = [(at_row(PANEL, 0), symbol, "NO_TRADE_WARM_UP") for symbol in SYMBOLS]
    assert told == [*warm, (at_row(PANEL, 3), "AAA", "NO_TRADE_UNKNOWN")]


def test_a_symbol_without_a_bar_is_unknown_not_flat() -> None:
    panel = days({"AAA": [(100.0,) * 4, NO_BAR], "BBB": [(100.0,) * 4] * 2})
    desk = a_desk(a_bot(scripted(2, 2, {1: [0, 1]})))
    decide(desk, look(desk, panel, 1), 10_000.0)

    assert [row.reason for row in only(desk.journal.rows(), DecisionRow)] == ["NO_TRADE_UNKNOWN"]
    assert [wish.symbol for wish in desk.state.outbox] == ["BBB"]


@pytest.mark.parametrize("action", [action for action in Action if action.stops_entries])
def test_while_tripped_no_entry_is_wished_for_and_that_is_told_once(action: Action) -> None:
    desk = desk_of(enter={1: [0], 2: [0]})
    tripped(desk, action)
    decided(desk, 1, 2)

    assert desk.state.outbox == []
    assert [row.reason for row in only(desk.journal.rows(), DecisionRow)] == ["BLOCKED_BY_GUARD"]


def test_too_small_a_size_is_no_order() -> None:
    desk = decided(desk_of(enter={0: [0]}, sizing=percent("0.9")), 0)

    assert [row.reason for row in only(desk.journal.rows(), DecisionRow)] == ["NO_TRADE_TOO_SMALL"]


@pytest.mark.parametrize("equity", [float("nan"), float("inf"), 0.0, -5.0])
def test_equity_that_is_no_positive_number_buys_nothing(equity: float) -> None:
    desk = desk_of(enter={0: [0]})
    decide(desk, look(desk, PANEL, 0), equity)

    assert desk.state.outbox == []


@pytest.mark.parametrize(
    "given",
    [
        {"enter": {1: [0, 1, 2]}},
        {"enter": {1: [0, 1, 2]}, "exit": {1: [1]}, "limits": (a_limit("max_open_positions", 2),)},
        {"enter": {1: [0]}, "limits": (a_limit("max_order_notional", "1 USD"),)},
        {"enter": {1: [0, 2]}, "limits": (a_limit("max_orders_per_minute", 1),)},
        {"unknown": {1: [0]}, "ready": 1},
        {"exit": {1: [0, 1, 2]}, "way_out": limit_order("close * 1.02")},
        {"enter": {1: [0]}, "entry": limit_order("close - 100")},
    ],
)
def test_deciding_the_same_bar_again_adds_nothing(given: dict[str, Any]) -> None:
    desk = desk_of(**given)
    hold(desk, "BBB", 7, 100, at_row(PANEL, 0))
    decided(desk, 1)
    before = list(desk.journal.rows())
    decided(desk, 1)

    assert len(before) > 1
    assert list(desk.journal.rows()) == before


def test_what_is_held_ordered_or_wished_for_is_not_bought_again() -> None:
    desk = desk_of(enter={1: [0, 1, 2]})
    at = at_row(PANEL, 0)
    hold(desk, "AAA", 5, 100, at)
    work(desk, a_wish("BBB", at), at)
    desk.record(WantedRow(at, a_wish("CCC", at)))
    decided(desk, 1)

    assert [wish.symbol for wish in desk.state.outbox] == ["CCC"]
    assert len(only(desk.journal.rows(), WantedRow)) == 2


def test_a_decision_that_became_an_order_never_becomes_another() -> None:
    """The process died after the broker said no: the same bar is decided again, the id is spent."""
    desk = decided(desk_of(enter={1: [0], 2: [0]}), 1)
    wanted = desk.state.outbox[0]
    name = work(desk, wanted, at_row(PANEL, 1))
    desk.record(OutcomeRow(at_row(PANEL, 1), name, "rejected", None, "40310000", "no"))
    decided(desk, 1)
    assert desk.state.outbox == []
    decided(desk, 2)
    assert [desk.bot.client_order_id(wish) != name for wish in desk.state.outbox] == [True]


def test_an_exit_signal_ends_a_working_entry() -> None:
    desk = desk_of(exit={1: [0]})
    name = work(desk, a_wish("AAA", at_row(PANEL, 0)), at_row(PANEL, 0))
    decided(desk, 1)

    assert [row.client_order_id for row in only(desk.journal.rows(), CancelRow)] == [name]
    assert desk.state.outbox == []


def test_a_working_exit_is_enough() -> None:
    desk = desk_of(exit={1: [0], 2: [0]})
    hold(desk, "AAA", 5, 100, at_row(PANEL, 0))
    work(desk, a_wish("AAA", at_row(PANEL, 0), Side.SELL), at_row(PANEL, 0))
    decided(desk, 1, 2)

    assert desk.state.outbox == []


def test_flatten_closes_all_at_the_market_and_takes_limit_orders_out_of_the_way() -> None:
    desk = desk_of(exit={1: [0]}, way_out=limit_order("close * 1.1", "gtc"))
    for symbol in SYMBOLS[:2]:
        hold(desk, symbol, 5, 100, at_row(PANEL, 0))
    decided(desk, 1)
    assert [(wish.symbol, wish.limit_price) for wish in desk.state.outbox] == [("AAA", Decimal("110.00"))]
    working = work(desk, a_wish("BBB", at_row(PANEL, 0), Side.SELL, limit_price=Decimal(110)), at_row(PANEL, 1))
    tripped(desk, Action.FLATTEN, 1)
    decided(desk, 2)

    assert [(w.symbol, w.leg, w.limit_price, w.rule) for w in desk.state.outbox] == [
        ("AAA", Leg.FLATTEN, None, "flatten")
    ]
    assert [row.why for row in only(desk.journal.rows(), DroppedRow)] == ["flatten wanted"]
    assert [row.client_order_id for row in only(desk.journal.rows(), CancelRow)] == [working]


def test_a_limit_price_is_the_rules_rounded_away_from_the_market() -> None:
    desk = decided(desk_of(enter={0: [0]}, entry=limit_order("close * 0.98765")), 0)
    assert [wish.limit_price for wish in desk.state.outbox] == [Decimal("98.76")]
    assert [wish.quantity for wish in desk.state.outbox] == [Decimal(30)]  # 3,000 / 98.76

    leaving = desk_of(exit={1: [0]}, way_out=limit_order("close * 1.01234"))
    hold(leaving, "AAA", 5, 100, at_row(PANEL, 0))
    assert [wish.limit_price for wish in decided(leaving, 1).state.outbox] == [Decimal("101.24")]


def test_a_price_rule_without_a_price_is_no_order_and_told_once() -> None:
    desk = decided(desk_of(enter={0: [0], 1: [0]}, entry=limit_order("close - 100")), 0, 1)
    assert [row.reason for row in only(desk.journal.rows(), DecisionRow)] == ["NO_TRADE_PRICE_UNKNOWN"]

    leaving = desk_of(exit={1: [0], 2: [0]}, way_out=limit_order("close - 200"))
    hold(leaving, "AAA", 5, 100, at_row(PANEL, 0))
    decided(leaving, 1, 2)
    assert [row.reason for row in only(leaving.journal.rows(), DecisionRow)] == ["NO_EXIT_PRICE_UNKNOWN"]
    assert leaving.state.outbox == []
