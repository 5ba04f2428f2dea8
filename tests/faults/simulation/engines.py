"""Our own engine with one deliberate mistake each: `python -m tests.faults.simulation.engines` must catch every one."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from unittest import mock

from botspec.adapters.alpaca import broker, outcomes, tracking
from botspec.adapters.alpaca.connection import HttpError, Lost
from botspec.domain.outcomes import Rejected
from botspec.domain.rows import IntentRow, OrderRow, OutcomeRow, TripRow
from botspec.run import booking, loop, projection, reconcile
from botspec.run.desk import Desk
from botspec.run.resume import Recalled
from botspec.run.working import Working
from tests.faults.simulation.plan import THIN, schedule
from tests.faults.simulation.world import play

MOST = 60  # seeds; a campaign that needs more to see a mistake would miss others like it

Patch = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True, slots=True)
class Broken:
    """`what` the mistake is; `rates` and `bot` are the faults and bot that it meets, else the schedule's."""

    what: str
    patch: Patch
    rates: Mapping[str, float] = field(default_factory=dict)
    bot: str = ""


def _new_id() -> AbstractContextManager[Any]:
    attempts, wire = count(), broker.wire

    def renamed(request: Any) -> Any:
        return {**wire(request), "client_order_id": f"{request.client_order_id[:40]}-{next(attempts)}"}

    return mock.patch.object(broker, "wire", renamed)


def _other_quantity() -> AbstractContextManager[Any]:
    wire = broker.wire
    return mock.patch.object(broker, "wire", lambda request: {**wire(request), "qty": str(request.quantity + 1)})


def _journal_after() -> AbstractContextManager[Any]:
    def carry_out(desk: Desk, at: Any) -> None:
        leaving = [name for name, working in desk.state.working.items() if working.cancel_requested]
        if leaving:
            desk.broker.cancel_all(leaving, at)

    return mock.patch.object(Desk, "carry_out", carry_out)


def _outcome(wrong: Callable[[Any], bool]) -> AbstractContextManager[Any]:
    right = broker.submit_outcome

    def judged(result: Any, request: Any, note: Any) -> Any:
        return Rejected(0, "", "gave up") if wrong(result) else right(result, request, note)

    return mock.patch.object(broker, "submit_outcome", judged)


def _lost_is_rejected() -> AbstractContextManager[Any]:
    return _outcome(lambda result: isinstance(result, Lost))


def _server_error_is_rejected() -> AbstractContextManager[Any]:
    return _outcome(lambda result: isinstance(result, HttpError) and result.status >= 500)


def _unread_refusal_is_rejected() -> AbstractContextManager[Any]:
    return _outcome(
        lambda result: isinstance(result, HttpError) and result.status in outcomes._DEFINITIVE and not result.message
    )


def _not_found_is_dead() -> AbstractContextManager[Any]:
    def resolve(desk: Desk, working: Working, at: Any) -> None:
        name = working.intent.request.client_order_id
        order = desk.broker.find(name)
        if order is None:
            desk.record(OutcomeRow(at, name, "rejected", None, "NOT_FOUND", "404"))
        else:
            desk.record(reconcile.acked_row(order, at))
            reconcile.book_order(desk, order, at)

    return mock.patch.object(reconcile, "_resolve", resolve)


def _sum_of_fills() -> AbstractContextManager[Any]:
    right = booking.new_fill

    def summed(known: Working, order: Any, at: Any) -> Any:
        fill = right(known, order, at)
        return None if fill is None else replace(fill, quantity=order.filled_quantity)

    return mock.patch.object(booking, "new_fill", summed)


def _forgets(*kinds: type[Any]) -> AbstractContextManager[Any]:
    take_in = Recalled.take_in

    def without(recalled: Recalled, row: Any) -> None:
        if isinstance(row, kinds):
            recalled.rows += 1
        else:
            take_in(recalled, row)

    return mock.patch.object(Recalled, "take_in", without)


def _unknown_not_reserved() -> AbstractContextManager[Any]:
    right = Working.remaining.fget  # type: ignore[attr-defined]

    def remaining(working: Working) -> Decimal:
        return right(working) if working.settled else Decimal(0)

    return mock.patch.object(Working, "remaining", property(remaining))


def _open_orders_not_counted() -> AbstractContextManager[Any]:
    return mock.patch.object(projection, "_claims", return_value=[])


def _resends_what_is_blocked() -> AbstractContextManager[Any]:
    def wanted(desk: Desk, working: Working, at: Any) -> bool:
        return not reconcile._session_over(desk, working, at)

    return mock.patch.object(reconcile, "_still_wanted", wanted)


def _never_gives_up() -> AbstractContextManager[Any]:
    return mock.patch.object(reconcile, "GIVEN_UP_AFTER", timedelta(days=1))


def _late_bars_are_news() -> AbstractContextManager[Any]:
    return mock.patch.object(loop, "TOO_LATE", 1000)


def _deaf_to_the_switch() -> AbstractContextManager[Any]:
    from botspec.adapters.system.mailbox import Mailbox

    return mock.patch.object(Mailbox, "killed", return_value=None)


def _old_news_is_news() -> AbstractContextManager[Any]:
    undo = ExitStack()
    undo.enter_context(mock.patch.object(tracking, "_newer", lambda new, old: new != old))
    undo.enter_context(mock.patch.object(booking, "_is_old", return_value=False))
    return undo


def _late_fills_ignored() -> AbstractContextManager[Any]:
    right = booking._is_old

    def old(known: Working, order: Any) -> bool:
        return known.cancel_requested or right(known, order)

    return mock.patch.object(booking, "_is_old", old)


def _partial_is_whole() -> AbstractContextManager[Any]:
    """Books the quantity of the order at its first fill."""
    right = booking.new_fill

    def whole(known: Working, order: Any, at: Any) -> Any:
        fill = right(known, order, at)
        return None if fill is None else replace(fill, quantity=known.intent.request.quantity)

    return mock.patch.object(booking, "new_fill", whole)


LATE = {"late_delivery": 0.4, "not_yet_found": 0.2}
REFUSED = {"POST lost_after": 0.3, "GET not_yet_found": 0.6, "POST truncated": 0.4}
SERVER = {"http_504_after": 0.3, "http_500": 0.05}
PARTS = {"partial_fill": 0.8}
SOME_PARTS = {"partial_fill": 0.2}
NEVER_THERE = {"POST lost_before": 0.75}
HIDDEN = {"POST lost_after": 0.5, "GET not_yet_found": 0.95}
OUTAGE = {"storm_429": 0.02, "GET timeout_before": 0.1, "GET http_503": 0.2}
STALE = {"stale_read": 0.4}
LOST = {"lost_after": 0.15, "timeout_after": 0.15, "late_delivery": 0.1}
ENGINES: Mapping[str, Broken] = {
    "new id per attempt": Broken("each attempt has an id of its own", _new_id),
    "other quantity than journalled": Broken("a share is added on the way out", _other_quantity),
    "journal after submit": Broken("nothing is committed before it leaves", _journal_after),
    "time-out is a rejection": Broken("no answer: the order is taken for dead", _lost_is_rejected, LOST),
    "5xx is a rejection": Broken(
        "a server's error: the order is taken for dead",
        _server_error_is_rejected,
        SERVER,
    ),
    "unread 4xx is a rejection": Broken("a refusal cut off counts as one", _unread_refusal_is_rejected, REFUSED),
    "404 is death": Broken("an order not found is taken for dead", _not_found_is_dead, LATE, "minutes"),
    "sum of fills": Broken("cumulative quantities are added up", _sum_of_fills, PARTS),
    "partial is whole": Broken("the first fill books the whole order", _partial_is_whole, PARTS),
    "old news is news": Broken("a stale read undoes a newer one", _old_news_is_news, STALE, THIN),
    "late fills ignored": Broken("what fills after a cancel was asked is not booked", _late_fills_ignored, PARTS),
    "trips in memory": Broken("a restart forgets kills and trips", lambda: _forgets(TripRow), SOME_PARTS, "resting"),
    "orders in memory": Broken("a restart forgets what was booked of an order", lambda: _forgets(OrderRow)),
    "intents in memory": Broken("a restart forgets what was sent", lambda: _forgets(IntentRow)),
    "unknown not reserved": Broken("an order of unknown fate counts for nothing", _unknown_not_reserved, HIDDEN, THIN),
    "open orders not counted": Broken("limits see positions only", _open_orders_not_counted),
    "resends what is blocked": Broken(
        "an entry is sent again after a kill", _resends_what_is_blocked, NEVER_THERE, "minutes"
    ),
    "never gives up": Broken("what never arrived stays unknown", _never_gives_up, NEVER_THERE, "minutes"),
    "late bars are news": Broken("entries of bars dealt with late leave", _late_bars_are_news, OUTAGE, "minutes"),
    "deaf to the switch": Broken("nobody looks at the kill switch", _deaf_to_the_switch),
}


def caught(name: str, most: int, first: int = 0) -> tuple[int, str] | None:
    """The first seed from `first` on that shows the mistake, and what was said; None when none of `most` does."""
    engine = ENGINES[name]
    for seed in range(first, first + most):
        drawn = schedule(seed)
        drawn = replace(drawn, rates=engine.rates or drawn.rates, bot=engine.bot or drawn.bot)
        with engine.patch():
            wrongs = [wrong for wrong in play(drawn).wrongs if not wrong.startswith("exit")]
        if wrongs:  # an exception would only say that the mistake is no longer made as it was meant
            return seed, wrongs[0]
    return None


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.simulation.engines", description=__doc__)
    parser.add_argument("--most", type=int, default=MOST, help="seeds to try for each before it counts as missed")
    parser.add_argument("--only", nargs="+", choices=list(ENGINES), metavar="ENGINE", help="these")
    asked = parser.parse_args()
    names = asked.only or list(ENGINES)
    found, began = 0, time.monotonic()
    for name in names:
        shown = caught(name, asked.most)
        found += shown is not None
        told = "MISSED" if shown is None else f"seed {shown[0]:5}  {shown[1]}"
        sys.stdout.write(f"{name:32} {told}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{found} of {len(names)} broken engines caught; {time.monotonic() - began:.0f} s\n")
    return 0 if found == len(names) else 1


if __name__ == "__main__":
    sys.exit(main())
