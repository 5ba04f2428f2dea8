"""A split while the bot holds a position is not dealt with yet, so no period of the sample may have one."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.checks.period import PERIOD, days
from botspec.compiler.checks.sample import named_symbols
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.market.sample import index
from botspec.spec.words import Source


def splits(context: Context) -> Iterator[Finding]:
    """One finding a symbol, naming the last split, after which the period may start."""
    if context.spec.data.source is not Source.SAMPLE:
        return
    wanted = days(context)
    if wanted is None and context.spec.simulation.period is not None:
        return
    for path, symbol in named_symbols(context):
        held = index().get(symbol)
        inside = [
            on for on in (held.splits if held is not None else ()) if wanted is None or wanted.first < on <= wanted.last
        ]
        if inside:
            message = f"'{symbol}' was split on {inside[-1]}, inside the period"
            fix = f"let the period start on {inside[-1]} or later"
            related = (context.document.related(PERIOD, "the period"),) if wanted is not None else ()
            yield context.document.at_value("BS311", path, message, fix, related=related)
