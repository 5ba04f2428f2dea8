"""Rules need history: a bot that never gets past its warm-up never trades."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from botspec.compiler.checks.period import days
from botspec.compiler.checks.sample import named_symbols
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.market.calendar import sessions
from botspec.market.sample import SampleSymbol, index
from botspec.spec.words import Source


def warm_up(context: Context) -> Iterator[Finding]:
    """Counts the sample's bars up to the end of the period, history before it included."""
    if context.rules is None or context.spec.data.source is not Source.SAMPLE:
        return
    needed = context.rules.warmup
    traded = [(path, index()[symbol]) for path, symbol in named_symbols(context) if symbol in index()]
    traded = [(path, held) for path, held in traded if path[1] == "symbols"]
    short = [(path, held) for path, held in traded if not _enough(held, _last(context, held), needed)]
    if short and len(short) == len(traded):
        message = f"the rules need {needed} bars before they can be trusted, and no symbol has as many"
        yield context.document.at_key("BS306", ("strategy",), message, "use shorter periods, or a later end")
        return
    for path, held in short:
        message = f"the rules need {needed} bars before they can be trusted, this symbol has fewer"
        yield context.document.at_value(
            "BS315", path, message, "it will never trade", f"its bars start on {held.first}"
        )


def _last(context: Context, held: SampleSymbol) -> date:
    wanted = days(context)
    return held.last if wanted is None else min(held.last, wanted.last)


def _enough(held: SampleSymbol, last: date, needed: int) -> bool:
    days = (last - held.first).days
    if (
        days < 0 or needed < days * 2 // 3 - 10
    ):  # no bars at all is said elsewhere; fewer sessions a year there never were
        return True
    return len(sessions(held.first, last)) > needed
