"""Coins come in parts, and are bought whole unless the spec says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.exchange.legality import is_crypto
from botspec.spec.paths import Path

KEY = "fractional"


def coins(context: Context) -> Iterator[Finding]:
    """A size that nobody said is in whole coins: of the dear ones there is rarely money for one."""
    if not all(is_crypto(symbol) for symbol in context.spec.universe.symbols):
        return
    parts: tuple[tuple[Path, object], ...] = (
        (("strategy",), context.strategy.params),
        (("sizing",), context.blocks.sizing.params),
    )
    path, params = next((part for part in parts if hasattr(part[1], KEY)), parts[0])
    said: frozenset[str] = getattr(params, "model_fields_set", frozenset())
    if hasattr(params, KEY) and KEY not in said and context.document.has(path):
        yield context.document.at_key(
            "BS510", path, "coins are bought whole here", "add fractional: true; false where whole ones are meant"
        )
