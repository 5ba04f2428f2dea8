"""What rules can call: indicators and functions with their parameters, formula and the history they need."""

from __future__ import annotations

from botspec.diagnostics.nearest import certain, nearest
from botspec.expressions.listing import Entry, Group, listing
from botspec.expressions.names import VALUES


class NoSuchIndicator(LookupError):
    """There is nothing of that name; `close` is a name that may have been meant."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(name)
        self.close = nearest(name, known) or certain(name, known)


def list_indicators() -> tuple[Entry, ...]:
    """Everything that can be called, group by group."""
    order = list(Group)
    return tuple(sorted(listing(), key=lambda entry: order.index(entry.group)))


def describe(name: str) -> Entry:
    """One of them. Raises NoSuchIndicator."""
    entries = {entry.name: entry for entry in listing()}
    if name not in entries:
        raise NoSuchIndicator(name, list(entries))
    return entries[name]


def series() -> tuple[str, ...]:
    """What a rule reads without calling anything: the bars' own columns, and the clock."""
    return tuple(VALUES)
