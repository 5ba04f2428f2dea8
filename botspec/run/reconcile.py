"""Agree before acting: journal against broker, at every start. Start-up is the recovery path."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from botspec.domain.account import AccountSnapshot
from botspec.domain.guards import Action
from botspec.domain.orders import Order, OrderStatus
from botspec.domain.rows import NoteRow, OutcomeRow
from botspec.run.booking import book_order, is_another
from botspec.run.desk import Desk, acked_row
from botspec.run.differences import CENT, Difference, find_differences
from botspec.run.taking_in import NOT_FOUND
from botspec.run.tripping import STRANGER, trip
from botspec.run.working import Working, is_entry

RESEND_WITHIN = timedelta(minutes=5)  # later the price an entry was sized and limit-checked at says nothing any more
GIVEN_UP_AFTER = timedelta(minutes=2)  # a request may arrive a minute late, and what is read may be a minute old


class Unreconciled(Exception):
    """Journal and broker of `bot` do not agree (exit 7); `differences` says how, one line each."""

    def __init__(self, differences: Sequence[str], bot: str) -> None:
        super().__init__("; ".join(differences))
        self.differences = tuple(differences)
        self.bot = bot


def resolve(desk: Desk, at: datetime) -> None:
    """Settle every order whose fate is not known: look it up; sending the same id again is the only retry."""
    for working in list(desk.state.working.values()):
        if not working.settled:
            _resolve(desk, working, at)
    desk.journal.commit()


def _resolve(desk: Desk, working: Working, at: datetime) -> None:
    client_order_id = working.intent.request.client_order_id
    order = desk.broker.find(client_order_id)
    if order is not None and is_another(working, order):
        _stop_for_another(desk, order, at)
    elif order is not None:
        desk.record(acked_row(order, at))
        book_order(desk, order, at)
    elif working.intent.replaces is None and _still_wanted(desk, working, at):
        if working.outcome is None:  # whoever died before its answer may have sent it
            _note_missing(desk, client_order_id, at)
        desk.send(working, at)
    elif working.outcome == "not_sent":
        _end(desk, client_order_id, "never sent, and not wanted any more", at)
    elif working.missing_since is None:
        _note_missing(desk, client_order_id, at)
    elif at - working.missing_since > GIVEN_UP_AFTER and not _took_place(desk, working):
        _end(desk, client_order_id, f"not at the broker for {GIVEN_UP_AFTER.seconds} s: it never arrived", at)


def _stop_for_another(desk: Desk, order: Order, at: datetime) -> None:
    """What was sent still counts, nothing of the other is booked, and nothing enters until a person looked."""
    if STRANGER not in desk.state.trips:
        what = f"{order.request.client_order_id} at the broker is to {order.request.side} {order.request.symbol}"
        trip(desk, STRANGER, Action.HALT, at, f"{what}: not the order that the journal has under this id")


def _took_place(desk: Desk, working: Working) -> bool:
    """True when the order that was to be replaced has been: then the new one is somewhere."""
    old = None if working.intent.replaces is None else desk.state.order(working.intent.replaces)
    return old is not None and old.order is not None and old.order.status is OrderStatus.REPLACED


def _note_missing(desk: Desk, client_order_id: str, at: datetime) -> None:
    """Not being found is no proof: it goes on counting as sent."""
    desk.record(OutcomeRow(at, client_order_id, "unknown", None, NOT_FOUND, "not at the broker so far"))


def _end(desk: Desk, client_order_id: str, why: str, at: datetime) -> None:
    desk.record(OutcomeRow(at, client_order_id, "rejected", None, NOT_FOUND, why))


def _still_wanted(desk: Desk, working: Working, at: datetime) -> bool:
    if working.cancel_requested or _session_over(desk, working, at):
        return False
    fresh = at - working.intent.created_at <= RESEND_WITHIN
    symbol = working.intent.request.symbol
    enters = fresh and symbol not in desk.bot.removed and desk.state.no_entries(symbol) is None
    return not is_entry(working) or enters


def _session_over(desk: Desk, working: Working, at: datetime) -> bool:
    session = desk.bot.hours.session_on(desk.bot.hours.day(working.intent.created_at))
    return session is None or at >= session.closes_at


def reconcile(desk: Desk, snapshot: AccountSnapshot, at: datetime, *, first_start: bool) -> None:
    """Agree with the broker or raise Unreconciled with every difference, journalled."""
    insist(desk, find_differences(desk, snapshot, first_start=first_start), at)


def insist(desk: Desk, found: Sequence[Difference], at: datetime) -> None:
    """Write down that nothing was found, or everything that was and raise Unreconciled."""
    if found:
        for difference in found:
            desk.record(NoteRow(at, "error", "UNRECONCILED", difference.text))
        desk.journal.commit()
        raise Unreconciled([difference.text for difference in found], desk.bot.bot)
    held = len(desk.state.portfolio.positions)
    text = f"positions ({held}) and open orders ({len(desk.state.working)}) agree with the broker"
    desk.record(NoteRow(at, "info", "RECONCILED", text))


def whole_account_differs(desk: Desk, snapshot: AccountSnapshot, opening_cash: Decimal) -> str | None:
    """For an account that is the bot's alone: how its cash differs from the ledger by more than a cent, or None.

    `opening_cash` is the account's cash when the bot began, USD.
    """
    given = desk.bot.capital + desk.state.contributed
    expected = opening_cash - given + desk.state.portfolio.cash
    if abs(expected - snapshot.cash) <= CENT:
        return None
    return f"cash: the journal says {expected:.2f} USD, the broker says {snapshot.cash:.2f} USD"
