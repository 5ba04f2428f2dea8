"""What no spec can switch off: a bot whose orders keep being rejected, or that sends the same order over and over.

It halts until a person has looked.
"""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from botspec.domain.guards import Action, Unit
from botspec.risk.guards.events import Activity, Events, Sign, most_within
from botspec.risk.guards.guard import Until
from botspec.spec.words import Scope

REJECTED_IN_A_ROW = 5
REPOSTS = 10
REPOST_WINDOW = timedelta(minutes=10)


class RejectedInARow:
    """The broker rejected one order after the other, with no fill between."""

    kind: ClassVar[str] = "rejected_in_a_row"
    of_trades: ClassVar[bool] = False
    of_slips: ClassVar[bool] = False
    name: str = "rejected_in_a_row"
    action: Action = Action.HALT
    release: Until = "manual"
    scope: Scope = Scope.BOT
    by_symbol: bool = False

    def is_quiet(self, events: Events) -> bool:
        """True while none was rejected."""
        return not events.rejections

    def look(self, seen: Activity) -> Sign | None:
        """A sign at the fifth rejection in a row."""
        rejected = list(seen.rejections())
        in_a_row = min(rejected[0].in_a_row, len(rejected)) if rejected else 0
        return None if in_a_row < REJECTED_IN_A_ROW else Sign(in_a_row, REJECTED_IN_A_ROW, Unit.ORDERS)


class Reposts:
    """Orders of one symbol are sent again and again, each after one on the same side that ended without a fill."""

    kind: ClassVar[str] = "reposts"
    of_trades: ClassVar[bool] = False
    of_slips: ClassVar[bool] = False
    name: str = "reposts"
    action: Action = Action.HALT
    release: Until = "manual"
    scope: Scope = Scope.BOT
    by_symbol: bool = True

    def is_quiet(self, events: Events) -> bool:
        """True while none was sent again."""
        return not events.reposts

    def look(self, seen: Activity) -> Sign | None:
        """A sign at the tenth within ten minutes."""
        again = most_within(seen.reposts(), REPOST_WINDOW)
        return None if again < REPOSTS else Sign(again, REPOSTS, Unit.ORDERS, f"orders of {seen.symbol} sent again")


BUILT_IN = (RejectedInARow(), Reposts())
