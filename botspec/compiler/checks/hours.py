"""A window in which this bot's orders never leave lets nothing trade."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from botspec.compiler.blocks import Chosen
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.spec.session_time import SessionTime
from botspec.spec.words import Session, Submit

SESSION = timedelta(hours=6, minutes=30)
NOTHING = timedelta(0)
_OPEN = "the orders of this bot leave at the open, and it is shut then"
_AUCTION = "the orders of this bot leave before the open, when nothing may"


def hours(context: Context) -> Iterator[Finding]:
    """Compares `trading_window` and `no_entry` with a whole session, and with the open where orders leave at it."""
    for kind in ("trading_window", "no_entry"):
        limit = context.blocks.limit(kind)
        span = None if limit is None or context.spec.schedule.session is not Session.REGULAR else _span(limit)
        if limit is None or span is None:
            continue
        begin, end = span
        submit = context.spec.schedule.submit
        if submit is Submit.OPEN_AUCTION:
            yield context.document.at_value("BS321", limit.path, _AUCTION, "remove the limit")
        elif begin > end:
            message, fix = "no moment of a session is left in which an order may leave", "let it begin before it ends"
            yield context.document.at_value("BS321", limit.path, message, fix)
        elif submit is Submit.AFTER_OPEN and begin > NOTHING:
            fix = "use bars that close within the session, or remove the limit"
            yield context.document.at_value("BS321", limit.path, _OPEN, fix)


def _span(limit: Chosen) -> tuple[timedelta, timedelta] | None:
    """From when to when of a whole session orders may leave, from its open on."""
    from botspec.risk.limits.no_entry import NoEntrySpans
    from botspec.risk.limits.trading_window import TradingWindowSpan

    match getattr(limit.params, "limit", None):
        case TradingWindowSpan(start=start, end=end):
            return max(_since_open(start), NOTHING), min(_since_open(end), SESSION)
        case NoEntrySpans(first=first, last=last):
            begin = timedelta(seconds=first.seconds if first is not None else 0)
            return begin, SESSION - timedelta(seconds=last.seconds if last is not None else 0)
        case _:
            return None


def _since_open(at: SessionTime) -> timedelta:
    span = timedelta(seconds=at.span.seconds)
    return span if at.anchor == "after_open" else SESSION - span
