"""Orders and decisions must fit the bars they are made on."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.checks.policies import policies
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.domain.modes import Mode
from botspec.domain.orders import TimeInForce
from botspec.exchange.legality import ONE_MOMENT
from botspec.spec.paths import Path
from botspec.spec.words import Decide, Source

SESSION_SECONDS = 23_400  # what counts is time in which the order could trade
DECIDE: Path = ("schedule", "decide")


def time(context: Context) -> Iterator[Finding]:
    """Lives of orders in a simulation, and decisions between bars."""
    yield from _decisions(context)
    if context.spec.mode.rank <= Mode.SIMULATE.rank:
        yield from _lives(context)


def _decisions(context: Context) -> Iterator[Finding]:
    decide, timeframe = context.spec.schedule.decide, context.spec.data.timeframe
    if decide.kind is Decide.EVERY and decide.span is not None and decide.span.seconds >= timeframe.seconds:
        message = f"every {decide.span} is no more often than a {timeframe} bar closes"
        yield context.document.at_value("BS320", DECIDE, message, "write bar_close")
    elif decide.span is not None and context.spec.data.source is Source.SAMPLE:
        message = "decisions within a bar need bars that are finer, and the sample has daily bars only"
        yield context.document.at_value("BS320", DECIDE, message, "write bar_close, or use source: files")


def _lives(context: Context) -> Iterator[Finding]:
    timeframe = context.spec.data.timeframe
    help_ = "a simulated order is filled at a bar's open, or seen next at its close"
    for policy in policies(context):
        written = policy.written
        if TimeInForce(written.time_in_force) in ONE_MOMENT:
            path = (*policy.path, "time_in_force")
            message = f"an {written.time_in_force} order lives shorter than a {timeframe} bar"
            yield context.document.at_value("BS319", path, message, "it fills at the bar's open or not at all", help_)
        unfilled = written.unfilled_after
        width = timeframe.seconds if timeframe.intraday else SESSION_SECONDS
        if unfilled is not None and unfilled.wait.seconds < width:
            path = (*policy.path, "unfilled_after", "wait")
            message = f"{unfilled.wait} is shorter than a {timeframe} bar"
            yield context.document.at_value("BS319", path, message, f"write {_width(width)} or more", help_)


def _width(seconds: int) -> str:
    return f"{seconds // 60}m" if seconds < 86_400 else f"{seconds // 86_400}d"  # noqa: PLR2004  (a day)
