"""What the shipped sample has: daily bars of a few symbols."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.diagnostics.nearest import nearest
from botspec.market.sample import index
from botspec.spec.paths import Path
from botspec.spec.words import Source


def sample(context: Context) -> Iterator[Finding]:
    """Symbols and timeframe of `source: sample` must be in it."""
    if context.spec.data.source is not Source.SAMPLE:
        return
    for path, symbol in named_symbols(context):
        if symbol not in index():
            close = nearest(symbol, index())
            fix = f"did you mean '{close}'?" if close else f"it has {', '.join(index())}"
            yield context.document.at_value("BS202", path, f"the sample has no '{symbol}'", fix)
    timeframe = context.spec.data.timeframe
    if timeframe.intraday:
        message = f"the sample has daily bars, none of {timeframe}"
        yield context.document.at_value("BS202", ("data", "timeframe"), message, "write 1Day")


def named_symbols(context: Context) -> Iterator[tuple[Path, str]]:
    """Every symbol of the universe, and the benchmark, where it is written first."""
    universe = context.spec.universe
    first: dict[str, int] = {}
    for position, symbol in enumerate(universe.symbols):
        first.setdefault(symbol, position)
    for symbol, position in first.items():
        yield ("universe", "symbols", position), symbol
    if universe.benchmark is not None and universe.benchmark not in universe.symbols:
        yield ("universe", "benchmark"), universe.benchmark
