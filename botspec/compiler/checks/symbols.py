"""A symbol is listed once."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding


def symbols(context: Context) -> Iterator[Finding]:
    """Each repetition points at the first."""
    first: dict[str, int] = {}
    for index, symbol in enumerate(context.spec.universe.symbols):
        if symbol in first:
            path = ("universe", "symbols", index)
            related = context.document.related(("universe", "symbols", first[symbol]), "listed here first")
            message = f"symbol '{symbol}' is listed twice"
            yield context.document.at_value("BS206", path, message, "remove it", related=(related,))
        first.setdefault(symbol, index)
