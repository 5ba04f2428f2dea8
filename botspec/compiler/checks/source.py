"""Each source of bars has modes it serves and keys it reads."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.domain.modes import Mode
from botspec.spec.paths import Path
from botspec.spec.words import Source

_AT_HAND = (Source.SAMPLE, Source.FILES)


def source(context: Context) -> Iterator[Finding]:
    """Paper trades on Alpaca's bars, simulate on bars at hand, a back-test on either; each key has its source."""
    yield from _mode(context)
    document, chosen = context.document, context.spec.data.source
    if chosen is Source.FILES and context.spec.data.path is None:
        yield document.at_key("BS314", ("data",), "source 'files' needs a path", "add path: bars")
    for key, reader in (
        ("path", Source.FILES),
        ("bars", Source.FILES),
        ("zone", Source.FILES),
        ("feed", Source.ALPACA),
    ):
        if document.has(("data", key)) and chosen is not reader:
            message = f"source '{chosen}' does not read '{key}'"
            yield document.at_key("BS314", ("data", key), message, "remove it", f"'{key}' belongs to source: {reader}")


def _mode(context: Context) -> Iterator[Finding]:
    document, mode, chosen = context.document, context.spec.mode, context.spec.data.source
    path: Path = ("data", "source")
    related = (document.related(("mode",), "the mode"),) if document.has(("mode",)) else ()
    if mode.rank > Mode.SIMULATE.rank and chosen in _AT_HAND:
        message = f"mode '{mode}' cannot run on source '{chosen}'"
        yield document.at_value("BS313", path, message, "write alpaca, or lower the mode", related=related)
    if mode is Mode.SIMULATE and chosen is Source.ALPACA:
        message = f"mode '{mode}' runs on bars at hand, not on Alpaca's"
        yield document.at_value("BS313", path, message, "write sample or files, or mode: backtest", related=related)
