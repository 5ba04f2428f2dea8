"""A symbol is listed once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from botspec.compiler.context import Context
from botspec.diagnostics.edits import Edit
from botspec.diagnostics.finding import Finding
from botspec.spec.document import Document


def symbols(context: Context) -> Iterator[Finding]:
    """Each repetition points at the first."""
    first: dict[str, int] = {}
    for index, symbol in enumerate(context.spec.universe.symbols):
        if symbol in first:
            path = ("universe", "symbols", index)
            related = context.document.related(("universe", "symbols", first[symbol]), "listed here first")
            message = f"symbol '{symbol}' is listed twice"
            found = context.document.at_value("BS206", path, message, "remove it", related=(related,))
            yield replace(found, fix=_without(context.document, index))
        first.setdefault(symbol, index)


def _without(document: Document, index: int) -> tuple[Edit, ...]:
    """Takes the item out with what parts it from the one before, unless a comment stands between them."""
    before, this = (document.places["universe", "symbols", at] for at in (index - 1, index))
    between = document.source.text[before.end : this.start]
    if between.strip(" \t\r\n") not in (",", "-"):
        return ()
    return (Edit(document.source.span(before.end, this.end), ""),)
