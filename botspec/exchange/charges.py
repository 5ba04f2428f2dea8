"""Fees that build up over a session and dividends that come with its open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from botspec.domain.account import BrokerPosition
from botspec.domain.events import CashKind, CashMoved
from botspec.exchange.book import ZERO
from botspec.exchange.refusal import text
from botspec.market.panel import ActionKind, CorporateAction

CENT = Decimal("0.01")


class Pending:
    """Exact fees of the session so far, by type."""

    def __init__(self) -> None:
        self._due: dict[str, Decimal] = {}

    def __bool__(self) -> bool:
        return bool(self._due)

    @property
    def total(self) -> Decimal:
        """All types together, exact."""
        return sum(self._due.values(), ZERO)

    def add(self, due: Mapping[str, Decimal]) -> None:
        """One more execution's fees."""
        for kind, amount in due.items():
            self._due[kind] = self._due.get(kind, ZERO) + amount

    def charge(self, on: date, at: datetime) -> list[CashMoved]:
        """Each type's total of the session rounded up to the cent; nothing is pending afterwards."""
        due, self._due = self._due, {}
        return [
            CashMoved(
                id=f"fee {kind} {on}",
                kind=CashKind.FEE,
                amount=-amount.quantize(CENT, ROUND_CEILING),
                on=on,
                at=at,
                symbol=None,
                description=f"{kind} fee for {on}",
            )
            for kind, amount in sorted(due.items())
        ]


def dividends(
    actions: Iterable[CorporateAction], positions: Mapping[str, BrokerPosition], on: date, at: datetime
) -> list[CashMoved]:
    """Cash for the shares held over the close before, to the cent below; a short position pays it."""
    moves = []
    for action in actions:
        held = positions.get(action.symbol)
        if action.ex_on == on and action.kind is ActionKind.CASH_DIVIDEND and held is not None:
            moves.append(_dividend(action, held.quantity, at))
    return moves


def _dividend(action: CorporateAction, quantity: Decimal, at: datetime) -> CashMoved:
    return CashMoved(
        id=f"dividend {action.symbol} {action.ex_on}",
        kind=CashKind.DIVIDEND,
        amount=(quantity * action.value).quantize(CENT, ROUND_FLOOR),
        on=action.ex_on,
        at=at,
        symbol=action.symbol,
        description=f"{action.symbol} {text(action.value)} USD a share on {text(quantity)} shares",
    )
