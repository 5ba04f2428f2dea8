"""Agreeing with the broker while a bot runs: what differs twice trips it, and it is let go when nothing differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from botspec.domain.guards import Action
from botspec.domain.rows import NoteRow
from botspec.run.booking import book
from botspec.run.desk import Desk
from botspec.run.differences import ACCOUNT, Difference, find_differences
from botspec.run.tripping import BLOCKED, STRANGER, UNRECONCILED, known_equity, let_go, trip

ORDER, POSITION = "order", "position"


@dataclass(slots=True)
class Agreement:
    """What was found at the last look, and told; `unequal` and `drift` are None before there was one.

    `orders` are by name, with their symbols; `worth` is what the shares that differ are worth, USD; `orphans` are the
    bot's own orders that protected nothing.
    """

    told: frozenset[str] = field(default_factory=frozenset)
    unequal: Mapping[str, Decimal] | None = None
    orders: Mapping[str, str] = field(default_factory=dict)
    drift: Decimal | None = None
    worth: Mapping[str, Decimal] = field(default_factory=dict)
    orphans: frozenset[str] = frozenset()

    def remember(self, found: Sequence[Difference]) -> None:
        """For the guards that watch it."""
        self.unequal = {each.name: each.quantity for each in found if each.what == POSITION}
        self.worth = {each.name: each.quantity * each.price for each in found if each.what == POSITION}
        self.orders = {each.name: each.symbol for each in found if each.what == ORDER}
        self.drift = sum((each.quantity for each in found if each.what == "set_aside"), Decimal(0))


def look(desk: Desk, at: datetime) -> list[Difference]:
    """Differences that stand in two complete reads with everything booked before each. Raises Unavailable."""
    first = _read(desk, at)
    if not first:
        return []
    again = {each.text for each in first}
    return [each for each in _read(desk, at) if each.text in again]


def agree(agreement: Agreement, desk: Desk, at: datetime) -> None:
    """Look, and trip or let go; what `_halt` finds stays tripped until a person re-arms."""
    found = look(desk, at)
    texts = frozenset(each.text for each in found)
    for text in sorted(texts - agreement.told):
        desk.record(NoteRow(at, "error", "UNRECONCILED", text))
    agreement.told = texts
    agreement.remember(found)
    unequal = (each for each in found if each.what == POSITION)
    desk.at_broker = {each.name: desk.state.portfolio.quantity(each.name) + each.quantity for each in unequal}
    _halt(desk, found, at)
    if found and UNRECONCILED not in desk.state.trips:
        trip(desk, UNRECONCILED, Action.BLOCK_ENTRIES, at, f"{len(found)} differences between journal and broker")
    held = desk.state.trips.get(UNRECONCILED)
    if not found and held is not None:
        let_go(desk, held, at, "agreed", known_equity(desk))
        desk.record(NoteRow(at, "info", "RECONCILED", "journal and broker agree again"))


def _halt(desk: Desk, found: Sequence[Difference], at: datetime) -> None:
    """What a person must look at: somebody else trades as this bot, or the broker lets the account trade no more."""
    if any(each.what == ORDER for each in found) and STRANGER not in desk.state.trips:
        trip(desk, STRANGER, Action.HALT, at, "an order with this bot's prefix is not in its journal")
    refused = next((each.text for each in found if each.name == ACCOUNT), None)
    if refused is not None and BLOCKED not in desk.state.trips:
        trip(desk, BLOCKED, Action.HALT, at, refused)


def _read(desk: Desk, at: datetime) -> list[Difference]:
    book(desk, desk.broker.advance(at, None))
    return find_differences(desk, desk.broker.snapshot(), first_start=False)
