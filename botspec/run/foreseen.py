"""An approval that needs no second one: its order leaves at the moment it was decided, and nothing has changed since.

Sizes and verdicts hang on what is held, ordered and sent, on equity and on prices. Where all of these are the very
same, asking again would give the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.intents import Proposal, Wanted
from botspec.domain.record import record
from botspec.risk.limits.book import Book
from botspec.risk.limits.limit import Verdict

if TYPE_CHECKING:
    from botspec.run.desk import Desk


@record(frozen=True, slots=True)
class Foreseen:
    """What was approved at `equity`, USD, when `taken` rows had been taken in, its wish the last of them."""

    wanted: Wanted
    proposal: Proposal
    verdict: Verdict
    equity: Decimal
    taken: int


def foresee(desk: Desk, wanted: Wanted, proposal: Proposal, verdict: Verdict, book: Book) -> None:
    """Remember an approval, unless it hangs on the price of anything that is held: that may be told otherwise later."""
    if desk.foresees and not desk.state.steps:  # coins are rounded to their steps as they leave
        desk.foreseen = None if desk.priced else Foreseen(wanted, proposal, verdict, book.equity, desk.state.taken)


def foreseen(
    desk: Desk, wishes: Sequence[Wanted], price: Callable[[str], Decimal | None], equity: float, at: datetime
) -> Foreseen | None:
    """What is remembered of the only wish, where it would be approved again word for word; else None."""
    seen, desk.foreseen = desk.foreseen, None
    if seen is None or len(wishes) != 1 or seen.wanted is not wishes[0] or seen.taken != desk.state.taken:
        return None
    wanted = seen.wanted
    same = wanted.decided_at == at and seen.equity == Decimal(repr(equity))
    return seen if same and price(wanted.symbol) == wanted.reference_price else None
