"""Indicators: how each is called, how much history it needs, how it is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from botspec.expressions.listing import Entry


def listing() -> tuple[Entry, ...]:
    """Everything that may be called in a rule, as data; loads neither numpy nor TA-Lib."""
    from botspec.expressions.listing import listing as entries  # it reads the catalog, which is in this package

    return entries()
