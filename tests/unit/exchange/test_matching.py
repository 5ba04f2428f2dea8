from __future__ import annotations

from decimal import Decimal

import pytest

from botspec.domain.orders import Side
from botspec.exchange.matching import no_worse


@pytest.mark.parametrize(
    ("side", "price", "paid"),
    [(Side.BUY, "99", "99"), (Side.BUY, "101", "100"), (Side.SELL, "101", "101"), (Side.SELL, "99", "100")],
)
def test_a_limit_of_100_is_never_passed_and_a_better_price_is_kept(side: Side, price: str, paid: str) -> None:
    assert no_worse(side, Decimal(price), Decimal(100)) == Decimal(paid)
