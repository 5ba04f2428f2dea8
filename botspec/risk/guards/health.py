"""Whether data, broker and account are as they should be, as the run sees it at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

NEVER = timedelta(0)


@dataclass(frozen=True, slots=True)
class Health:
    """`equity` and `drift` in USD; what is None was not looked at, and says nothing.

    `late` is how long ago each symbol's newest bar was due and has not come, `unheard` for how long the broker or its
    stream has not been heard. `unequal` is by how many shares broker and ledger differ, `unequal_orders` how
    the open orders differ. `drift` is what the account moved beside the bot's own trades.
    """

    equity: Decimal
    late: Mapping[str, timedelta] = field(default_factory=dict)
    unheard: timedelta = NEVER
    unequal: Mapping[str, Decimal] | None = None
    unequal_orders: tuple[str, ...] = ()
    drift: Decimal | None = None

    def of(self, symbol: str) -> Health:
        """What concerns one symbol."""
        return replace(self, late={symbol: self.late[symbol]} if symbol in self.late else {})
