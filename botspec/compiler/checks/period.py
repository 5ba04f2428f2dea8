"""A period runs forwards and lies where there are bars."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from botspec.compiler.checks.sample import named_symbols
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.market.sample import index
from botspec.spec.paths import Path
from botspec.spec.words import Source

PERIOD: Path = ("simulation", "period")


def period(context: Context) -> Iterator[Finding]:
    """Checks the order of the dates, then the dates themselves against the sample."""
    wanted = days(context)
    if wanted is None:
        return
    if wanted.first > wanted.last:
        related = context.document.related((*PERIOD, "from"), "it starts here")
        message = f"the period ends on {wanted.last}, before it starts"
        yield context.document.at_value("BS310", (*PERIOD, "to"), message, "swap the dates", related=(related,))
    elif context.spec.data.source is Source.SAMPLE:
        yield from _against_sample(context, wanted)


@dataclass(frozen=True, slots=True)
class Days:
    """From the first to the last day, both included."""

    first: date
    last: date


def days(context: Context) -> Days | None:
    """The period in days; None when there is none, or when only the bars can tell."""
    period = context.spec.simulation.period
    if period is None:
        return None
    if period.starts_on is not None and period.ends_on is not None:
        return Days(period.starts_on, period.ends_on)
    ends = [index()[symbol].last for _, symbol in named_symbols(context) if symbol in index()]
    if period.last is None or not ends or context.spec.data.source is not Source.SAMPLE:
        return None
    return Days(max(ends) - timedelta(seconds=period.last.seconds), max(ends))


def _against_sample(context: Context, wanted: Days) -> Iterator[Finding]:
    first, last = min(held.first for held in index().values()), max(held.last for held in index().values())
    if wanted.first < first and context.document.has((*PERIOD, "last")):
        message = f"the sample starts on {first}"
        yield context.document.at_value("BS205", (*PERIOD, "last"), message, "ask for less")
    elif wanted.first < first:
        message = f"the sample starts on {first}"
        yield context.document.at_value("BS205", (*PERIOD, "from"), message, f"write {first} or later")
    if wanted.last > last:
        message = f"the sample ends on {last}"
        yield context.document.at_value("BS205", (*PERIOD, "to"), message, f"write {last} or earlier")
    for path, symbol in named_symbols(context):
        held = index().get(symbol)
        if held is not None and (held.first > wanted.last or held.last < wanted.first):
            message = f"the sample has '{symbol}' only from {held.first} to {held.last}"
            related = context.document.related(PERIOD, "the period")
            yield context.document.at_value("BS205", path, message, "remove it, or move the period", related=(related,))
