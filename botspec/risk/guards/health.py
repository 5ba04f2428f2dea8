"""Whether data, broker and account are as they should be, as the run sees it at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

NEVER = timedelta(0)
ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class Health:
    """`equity` and `drift` in USD; what is None was not looked at, and says nothing.

    `late` is how long ago each symbol's newest bar was due and has not come, `unheard` for how long the broker or its
    stream has not been heard. `unequal` is by how many shares broker and ledger differ, `unequal_orders` names the open
    orders that differ, with their symbols. `drift` is what the account moved beside the bot's own trades: its cash or,
    of one symbol, what `worth` says of its shares.
    """

    equity: Decimal
    late: Mapping[str, timedelta] = field(default_factory=dict)
    unheard: timedelta = NEVER
    unequal: Mapping[str, Decimal] | None = None
    unequal_orders: Mapping[str, str] = field(default_factory=dict)
    drift: Decimal | None = None
    worth: Mapping[str, Decimal] = field(default_factory=dict)

    def of(self, symbol: str) -> Health:
        """What concerns one symbol."""
        return replace(
            self,
            late=_only(self.late, symbol),
            unequal=None if self.unequal is None else _only(self.unequal, symbol),
            unequal_orders={name: each for name, each in self.unequal_orders.items() if each == symbol},
            drift=None if self.unequal is None else self.worth.get(symbol, Decimal(0)),
        )


def _only(told: Mapping[str, ValueT], symbol: str) -> Mapping[str, ValueT]:
    return {symbol: told[symbol]} if symbol in told else {}
