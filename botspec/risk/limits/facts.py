"""What limits may know of a symbol's market; what is not known denies."""

from __future__ import annotations

from decimal import Decimal

from botspec.domain.record import record


@record(frozen=True, slots=True)
class MarketFacts:
    """`average_volume` is shares a bar over the symbol's last 20 bars, `dollar_volume` USD a session over the last 20.

    `spread` is a part of the price. None is not known.
    """

    average_volume: Decimal | None = None
    dollar_volume: Decimal | None = None
    spread: Decimal | None = None
    easy_to_borrow: bool | None = None


def unknown(symbol: str) -> MarketFacts:  # noqa: ARG001  (the same for every symbol)
    """Nothing is known of any symbol."""
    return MarketFacts()
