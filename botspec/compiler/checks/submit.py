"""When orders leave must fit the bars they are decided on."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.spec.paths import Path
from botspec.spec.words import Decide, Session, Submit

SUBMIT: Path = ("schedule", "submit")


def submit(context: Context) -> Iterator[Finding]:
    """A daily bar closes with its session, so its orders wait for the next open; intraday orders leave at once.

    What is decided on the bar so far is decided while the market is open.
    """
    if context.spec.schedule.session is Session.ALWAYS:
        yield from _always(context)
    else:
        yield from _in_sessions(context)


def _always(context: Context) -> Iterator[Finding]:
    if context.spec.schedule.submit is not Submit.NOW:
        message = "around the clock there is no open and no auction"
        yield context.document.at_value("BS302", SUBMIT, message, "write now")


def _in_sessions(context: Context) -> Iterator[Finding]:
    document, chosen = context.document, context.spec.schedule.submit
    if context.spec.schedule.decide.kind is not Decide.BAR_CLOSE:
        if chosen in {Submit.AFTER_OPEN, Submit.OPEN_AUCTION}:
            message = "the bar so far is looked at while the market is open"
            yield document.at_value("BS302", SUBMIT, message, "write now")
        return
    timeframe = context.spec.data.timeframe
    if not timeframe.intraday and not document.has(SUBMIT):
        message = "bars of a day are decided on after the close: say when orders leave"
        if document.has(("schedule",)):
            yield document.at_key("BS301", ("schedule",), message, "add submit: after_open")
        else:
            yield document.at_top("BS301", message, "add schedule: {submit: after_open}")
    elif not timeframe.intraday and chosen is Submit.NOW:
        message = "an order sent after the close would rest overnight, unseen"
        yield document.at_value("BS501", SUBMIT, message, "write after_open")
    elif timeframe.intraday and chosen is Submit.AFTER_OPEN:
        message = f"bars of {timeframe} close while the market is open"
        yield document.at_value("BS302", SUBMIT, message, "write now")
