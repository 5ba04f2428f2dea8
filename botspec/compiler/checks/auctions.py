"""Auctions take their own orders, up to a cut-off before the open or the close."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.checks.policies import policies
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.domain.orders import TimeInForce
from botspec.exchange.legality import CLOSING_CUT_OFF
from botspec.spec.paths import Path
from botspec.spec.words import Decide, Submit

DECIDE: Path = ("schedule", "decide")
SUBMIT: Path = ("schedule", "submit")
_EXIT_LIFE: Path = ("orders", "exit", "time_in_force")
_NAMES = {Submit.OPEN_AUCTION: "opening auction", Submit.CLOSE_AUCTION: "closing auction"}
_AUCTIONS = {Submit.OPEN_AUCTION: TimeInForce.OPG, Submit.CLOSE_AUCTION: TimeInForce.CLS}


def auctions(context: Context) -> Iterator[Finding]:
    """Submit and time in force name the same auction, and the decision falls before its cut-off."""
    chosen, document = context.spec.schedule.submit, context.document
    wanted = _AUCTIONS.get(chosen)
    for policy in policies(context):
        written = policy.written.time_in_force
        path = (*policy.path, "time_in_force")
        if wanted is not None and written is not wanted:
            message = f"orders for the {_NAMES[chosen]} are '{wanted}' orders, these are '{written}'"
            related = (document.related(SUBMIT, "the auction"),)
            if document.has(path):
                yield document.at_value("BS508", path, message, f"write {wanted}", related=related)
            else:
                fix = f"{_added(context, policy.leg, wanted)}, or submit after_open"
                yield document.at_value("BS508", SUBMIT, message, fix)
            return
        if written is TimeInForce.OPG and wanted is None:
            message = "orders for the opening auction are taken up to two minutes before it, these leave later"
            yield document.at_value("BS508", path, message, "write day, or submit: open_auction")
    yield from _cut_off(context)


def _added(context: Context, leg: str, wanted: TimeInForce) -> str:
    """What to add to this leg, and to the other one where it lacks the same."""
    legs = [leg, *({"exit"} if leg == "entry" and not context.document.has(_EXIT_LIFE) else ())]
    return f"add {' and '.join(f'orders.{each}.time_in_force: {wanted}' for each in legs)}"


def _cut_off(context: Context) -> Iterator[Finding]:
    decide, document = context.spec.schedule.decide, context.document
    if context.spec.schedule.submit is not Submit.CLOSE_AUCTION:
        return
    minutes = int(CLOSING_CUT_OFF.total_seconds()) // 60
    if decide.kind is Decide.BEFORE_CLOSE and decide.span is not None:
        if decide.span.seconds <= CLOSING_CUT_OFF.total_seconds():
            message = f"orders for the closing auction are taken up to {minutes} minutes before the close"
            yield document.at_value("BS508", DECIDE, message, f"write {{before_close: {minutes + 5}m}} or earlier")
    elif not context.spec.data.timeframe.intraday:
        message = "a daily bar is known at the close, when the closing auction is over"
        yield document.at_value("BS508", SUBMIT, message, "write decide: {before_close: 20m}, or submit: after_open")
