"""What is missing to a weight, or beyond it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from botspec.domain.intents import Leg
from botspec.domain.orders import Side
from botspec.domain.portfolio import Fill, Portfolio
from botspec.run.target_sizes import missing
from tests.fakes.desks import a_wish

AT = datetime(2024, 1, 2, 21, tzinfo=UTC)
HELD = Portfolio(Decimal(0)).with_fill(Fill("", "AAA", Side.BUY, Decimal(30), Decimal(100), AT))


@pytest.mark.parametrize(("equity", "sold"), [("10000", 20), ("NaN", 0), ("Infinity", 0)])
def test_of_an_equity_that_is_not_known_nothing_is_beyond_its_weight(equity: str, sold: int) -> None:
    wish = a_wish("AAA", AT, Side.SELL, leg=Leg.REDUCE, weight=Decimal("0.1"))
    assert missing(wish, HELD, Decimal(equity), Decimal(100), fractional=False) == sold


def test_a_weight_of_nothing_needs_no_equity() -> None:
    wish = a_wish("AAA", AT, Side.SELL, leg=Leg.REDUCE, weight=Decimal(0))
    assert missing(wish, HELD, Decimal("NaN"), Decimal(100), fractional=False) == 30
