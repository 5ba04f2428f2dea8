"""Agree before acting, and settle every order whose fate is not known without ever making two of one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from botspec.domain.account import AccountSnapshot, BrokerPosition
from botspec.domain.events import CashKind, CashMoved
from botspec.domain.guards import Action, Trip
from botspec.domain.orders import Order, OrderStatus, Side
from botspec.domain.outcomes import Acked, NotSent, Unknown
from botspec.domain.rows import NoteRow, OutcomeRow, TripRow
from botspec.run.booking import book_cash, book_order
from botspec.run.differences import NOT_LISTED
from botspec.run.reconcile import Unreconciled, reconcile, resolve, whole_account_differs
from tests.fakes.bots import a_bot, scripted
from tests.fakes.desks import a_desk, a_wish, at_row, hold, reported, work
from tests.fakes.market import days
from tests.fakes.trials import only

if TYPE_CHECKING:
    from botspec.run.desk import Desk

PANEL = days({"AAA": [(100.0,) * 4] * 3, "BBB": [(100.0,) * 4] * 3})
NIGHT = at_row(PANEL, 0)
MORNING = at_row(PANEL, 1) - timedelta(hours=6)


def account(
    *held: tuple[str, int], orders: tuple[Order, ...] = (), cash: str = "10000", **changed: object
) -> AccountSnapshot:
    positions = tuple(BrokerPosition(symbol, Decimal(quantity), Decimal(100)) for symbol, quantity in held)
    told = {"status": "ACTIVE", "blocked": False, **changed}
    return AccountSnapshot(
        "PA1", told["status"], told["blocked"], Decimal(cash), Decimal(0), Decimal(0), positions, orders
    )


def fresh() -> Desk:
    return a_desk(a_bot(scripted(3, 2)))


def differences(desk: Desk, snapshot: AccountSnapshot, *, first_start: bool = False) -> tuple[str, ...]:
    with pytest.raises(Unreconciled) as raised:
        reconcile(desk, snapshot, MORNING, first_start=first_start)
    notes = [note.text for note in only(desk.journal.rows(), NoteRow) if note.code == "UNRECONCILED"]
    assert tuple(notes) == raised.value.differences
    assert desk.journal.log[-1] == ("commit", "")
    return raised.value.differences


def test_what_agrees_is_said() -> None:
    desk = fresh()
    hold(desk, "AAA", 5, 100, NIGHT)
    reconcile(desk, account(("AAA", 5), ("TSLA", 9)), MORNING, first_start=False)

    assert [note.code for note in only(desk.journal.rows(), NoteRow)] == ["RECONCILED"]


@pytest.mark.parametrize(("ours", "theirs"), [(5, 4), (5, 0), (0, 3), (5, -5)])
def test_positions_that_differ(ours: int, theirs: int) -> None:
    desk = fresh()
    if ours:
        hold(desk, "AAA", ours, 100, NIGHT)
    held = [("AAA", theirs)] if theirs else []

    assert differences(desk, account(*held)) == (f"AAA: the journal says {ours}, the broker says {theirs}",)


def test_a_first_start_wants_no_positions_in_its_symbols() -> None:
    said = differences(fresh(), account(("BBB", 2)), first_start=True)
    assert said == ("BBB: the account already holds 2; a first start wants none",)


@pytest.mark.parametrize("changed", [{"blocked": True}, {"status": "ACCOUNT_CLOSED"}])
def test_an_account_that_may_not_trade(changed: dict[str, object]) -> None:
    assert len(differences(fresh(), account(**changed))) == 1


def test_an_order_of_ours_that_the_journal_does_not_know() -> None:
    desk, other = fresh(), fresh()
    name = work(other, a_wish("AAA", NIGHT), MORNING)
    stranger = reported(other, name)

    assert differences(desk, account(orders=(stranger,))) == (f"AAA: open order {name} is ours but not in the journal",)


def test_what_this_run_does_not_trade_may_not_be_held_or_ordered() -> None:
    """A run narrowed to other symbols would neither count nor close it."""
    desk = fresh()
    hold(desk, "ZZZ", 5, 100, NIGHT)
    work(desk, a_wish("YYY", NIGHT), MORNING)

    assert differences(desk, account(("ZZZ", 5))) == (
        "YYY: the bot has a position or an order in it, but this run does not trade it (see lifecycle.on_remove)",
        "ZZZ: the bot has a position or an order in it, but this run does not trade it (see lifecycle.on_remove)",
    )


@pytest.mark.parametrize(("cash", "differs"), [("12000.00", False), ("12000.01", False), ("11999.98", True)])
def test_the_whole_accounts_cash_to_the_cent(cash: str, *, differs: bool) -> None:
    """The account began with 12,000, of which 10,000 are the bot's."""
    told = whole_account_differs(fresh(), account(cash=cash), Decimal(12_000))
    assert (told is not None) is differs


# ---- resolve


def unsettled(answer: Unknown | NotSent) -> tuple[Desk, str]:
    desk, wish = fresh(), a_wish("AAA", NIGHT)
    desk.broker.answers[desk.bot.client_order_id(wish)] = answer
    return desk, work(desk, wish, MORNING)


def outcomes(desk: Desk) -> list[str]:
    return [row.outcome for row in only(desk.journal.rows(), OutcomeRow)]


def submits(desk: Desk) -> list[str]:
    return [name for kind, name in desk.journal.log if kind == "submit"]


def trip(desk: Desk) -> None:
    desk.record(TripRow(MORNING, Trip("x-1", "x", Action.HALT, MORNING, 0.1, 0.05, 1.0, 0.9, "close", 1)))


UNANSWERED = [Unknown("time-out"), NotSent("no connection")]


@pytest.mark.parametrize("answer", UNANSWERED)
def test_found_it_is_adopted_with_its_fills_and_not_sent_again(answer: Unknown | NotSent) -> None:
    desk, name = unsettled(answer)
    desk.broker.known[name] = reported(
        desk,
        name,
        status=OrderStatus.FILLED,
        filled_quantity=Decimal(30),
        filled_average_price=Decimal(101),
    )
    resolve(desk, MORNING)

    assert submits(desk) == [name]
    assert outcomes(desk)[1:] == ["acked"]
    assert desk.state.portfolio.quantity("AAA") == 30
    assert desk.journal.log[-1] == ("commit", "")


def test_another_order_under_its_id_halts_the_bot_and_settles_nothing() -> None:
    desk, name = unsettled(Unknown("an order with this id exists but differs in symbol"))
    order = reported(desk, name, status=OrderStatus.FILLED, filled_quantity=Decimal(30))
    other = replace(order.request, symbol="BBB")
    desk.broker.known[name] = replace(order, request=other, filled_average_price=Decimal(101))
    resolve(desk, MORNING)
    resolve(desk, MORNING)

    assert [trip.id for trip in desk.state.trips.values()] == ["stranger-1"]
    assert desk.state.portfolio.positions == {}
    assert not desk.state.working[name].settled
    assert (submits(desk), outcomes(desk)) == ([name], ["unknown"])


@pytest.mark.parametrize("answer", UNANSWERED)
def test_not_found_it_is_sent_again_under_the_same_id(answer: Unknown | NotSent) -> None:
    desk, name = unsettled(answer)
    desk.broker.answers[name] = Acked(reported(desk, name))
    resolve(desk, MORNING)

    assert submits(desk) == [name, name]
    assert outcomes(desk)[1:] == ["acked"]
    resolve(desk, MORNING)
    assert submits(desk) == [name, name]


def test_after_a_trip_an_entry_is_not_sent_again_and_not_being_found_is_no_proof() -> None:
    desk, name = unsettled(Unknown("time-out"))
    trip(desk)
    resolve(desk, MORNING)

    assert submits(desk) == [name]
    assert name in desk.state.working


@pytest.mark.parametrize(("side", "sends"), [(Side.BUY, 1), (Side.SELL, 2)])
def test_an_entry_is_not_sent_again_at_a_price_of_long_ago(side: Side, sends: int) -> None:
    desk, wish = fresh(), a_wish("AAA", NIGHT, side)
    hold(desk, "AAA", 5, 100, NIGHT)
    desk.broker.answers[desk.bot.client_order_id(wish)] = Unknown("time-out")
    name = work(desk, wish, MORNING)
    resolve(desk, MORNING + timedelta(minutes=5, seconds=1))

    assert submits(desk) == [name] * sends
    assert desk.state.working[name].remaining > 0  # not being found is no proof: it still counts


def test_after_a_trip_an_entry_that_was_never_sent_is_over() -> None:
    desk, name = unsettled(NotSent("no connection"))
    trip(desk)
    resolve(desk, MORNING)

    assert (submits(desk), list(desk.state.working)) == ([name], [])


def test_after_a_trip_an_exit_is_still_sent() -> None:
    desk, wish = fresh(), a_wish("AAA", NIGHT, Side.SELL)
    hold(desk, "AAA", 5, 100, NIGHT)
    name = desk.bot.client_order_id(wish)
    desk.broker.answers[name] = Unknown("time-out")
    work(desk, wish, MORNING)
    trip(desk)
    resolve(desk, MORNING)

    assert submits(desk) == [name, name]


def test_an_order_to_be_canceled_is_not_sent_again() -> None:
    desk, name = unsettled(Unknown("time-out"))
    desk.cancel(desk.state.working[name], "exit wanted", MORNING)
    resolve(desk, MORNING)

    assert submits(desk) == [name]


MISSING = timedelta(minutes=2, seconds=1)


def never_arrived(desk: Desk) -> list[OutcomeRow]:
    return [
        row for row in only(desk.journal.rows(), OutcomeRow) if (row.outcome, row.code) == ("rejected", "NOT_FOUND")
    ]


def test_once_its_session_is_over_an_order_that_was_not_sent_has_ended() -> None:
    desk, name = unsettled(NotSent("no connection"))
    resolve(desk, at_row(PANEL, 1))

    assert submits(desk) == [name]
    assert len(never_arrived(desk)) == 1
    assert desk.state.working == {}


def test_once_its_session_is_over_one_look_in_vain_is_no_proof_for_an_order_that_was_sent() -> None:
    desk, name = unsettled(Unknown("time-out"))
    resolve(desk, at_row(PANEL, 1))
    assert list(desk.state.working) == [name]

    resolve(desk, at_row(PANEL, 1) + MISSING)
    assert submits(desk) == [name]
    assert len(never_arrived(desk)) == 1
    assert desk.state.working == {}


@pytest.mark.parametrize(("later", "ends"), [(timedelta(minutes=2), False), (MISSING, True)])
def test_what_is_not_wanted_and_not_found_for_two_minutes_never_arrived(later: timedelta, *, ends: bool) -> None:
    desk, name = unsettled(Unknown("time-out"))
    trip(desk)
    resolve(desk, MORNING + timedelta(seconds=20))
    assert desk.state.working[name].remaining > 0
    resolve(desk, MORNING + timedelta(seconds=20) + later)

    assert (name not in desk.state.working) is ends
    assert submits(desk) == [name]


def test_the_two_minutes_begin_again_when_it_is_sent_again() -> None:
    desk, name = unsettled(Unknown("time-out"))
    resolve(desk, MORNING + timedelta(minutes=1))
    trip(desk)
    resolve(desk, MORNING + timedelta(minutes=2))
    resolve(desk, MORNING + timedelta(minutes=3, seconds=30))
    assert name in desk.state.working
    resolve(desk, MORNING + timedelta(minutes=4, seconds=1))

    assert submits(desk) == [name, name]
    assert name not in desk.state.working


def test_a_retry_that_could_not_be_sent_says_nothing_of_the_attempt_before() -> None:
    desk, name = unsettled(Unknown("time-out"))
    desk.broker.answers[name] = NotSent("no connection")
    resolve(desk, MORNING + timedelta(seconds=20))
    trip(desk)
    resolve(desk, MORNING + timedelta(seconds=40))

    assert desk.state.working[name].outcome == "unknown"


def test_whoever_died_before_the_answer_may_have_sent_it() -> None:
    (before, name), desk = unsettled(Unknown("never heard")), fresh()
    for row in before.journal.rows():
        if not isinstance(row, OutcomeRow):
            desk.record(row)
    desk.broker.answers[name] = NotSent("no connection")
    resolve(desk, MORNING + timedelta(seconds=20))
    trip(desk)
    resolve(desk, MORNING + timedelta(seconds=40))

    assert desk.state.working[name].outcome == "unknown"


def test_what_arrives_after_it_was_given_up_counts_again_and_is_canceled() -> None:
    desk, name = unsettled(Unknown("time-out"))
    trip(desk)
    resolve(desk, MORNING)
    resolve(desk, MORNING + MISSING)
    book_order(desk, reported(desk, name), MORNING + 2 * MISSING)

    assert desk.state.working[name].cancel_requested
    assert desk.state.working[name].remaining > 0
    assert [note.code for note in only(desk.journal.rows(), NoteRow)] == ["ARRIVED_LATE"]


def test_fees_that_are_paid_before_they_are_listed_are_told_as_what_they_look_like() -> None:
    desk = a_desk(a_bot(scripted(3, 2), whole_account=True))
    (told,) = differences(desk, account(cash="9999.68"))
    assert told == f"cash: the journal says 10000.00 USD, the broker says 9999.68 USD{NOT_LISTED}"
    book_cash(desk, CashMoved("fee-1", CashKind.FEE, Decimal("-0.32"), NIGHT.date(), NIGHT, None, "REG"))
    reconcile(desk, account(cash="9999.68"), MORNING, first_start=False)  # listed: it agrees by itself


@pytest.mark.parametrize("cash", ["9900", "10000.32"])
def test_what_is_no_fee_is_not_told_as_one(cash: str) -> None:
    (told,) = differences(a_desk(a_bot(scripted(3, 2), whole_account=True)), account(cash=cash))
    assert NOT_LISTED not in told
