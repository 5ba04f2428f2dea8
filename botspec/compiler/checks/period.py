"""A period runs forwards and lies where there are bars."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.checks.sample import named_symbols
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.market.sample import index
from botspec.spec.model import Period
from botspec.spec.paths import Path
from botspec.spec.words import Source

PERIOD: Path = ("simulation", "period")


def period(context: Context) -> Iterator[Finding]:
    """Checks the order of the dates, then the dates themselves against the sample."""
    wanted = context.spec.simulation.period
    if wanted is None:
        return
    if wanted.starts_on > wanted.ends_on:
        related = context.document.related((*PERIOD, "from"), "it starts here")
        message = f"the period ends on {wanted.ends_on}, before it starts"
        yield context.document.at_value("BS310", (*PERIOD, "to"), message, "swap the dates", related=(related,))
    elif context.spec.data.source is Source.SAMPLE:
        yield from _against_sample(context, wanted)


def _against_sample(context: Context, wanted: Period) -> Iterator[Finding]:
    first, last = min(held.first for held in index().values()), max(held.last for held in index().values())
    if wanted.starts_on < first:
        message = f"the sample starts on {first}"
        yield context.document.at_value("BS205", (*PERIOD, "from"), message, f"write {first} or later")
    if wanted.ends_on > last:
        message = f"the sample ends on {last}"
        yield context.document.at_value("BS205", (*PERIOD, "to"), message, f"write {last} or earlier")
    for path, symbol in named_symbols(context):
        held = index().get(symbol)
        if held is not None and (held.first > wanted.ends_on or held.last < wanted.starts_on):
            message = f"the sample has '{symbol}' only from {held.first} to {held.last}"
            related = context.document.related(PERIOD, "the period")
            yield context.document.at_value("BS205", path, message, "remove it, or move the period", related=(related,))
