"""Slippage by hand: costs are negative, and what limits saved does not hide what market orders cost."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from botspec.domain.intents import Intent, Leg
from botspec.domain.orders import OrderRequest, OrderType, Side, TimeInForce
from botspec.domain.portfolio import Fill
from botspec.domain.rows import FillRow, LegRow
from botspec.report.money import Parted, parted_from_reference

AT = datetime(2024, 1, 5, 15, tzinfo=UTC)


def ordered(name: str, side: Side, reference: str, *, limit: str | None = None, stop: str | None = None) -> LegRow:
    kind = OrderType.LIMIT if limit else OrderType.STOP if stop else OrderType.MARKET
    limit_price, stop_price = (Decimal(price) if price else None for price in (limit, stop))
    request = OrderRequest(
        name, "AAPL", side, kind, TimeInForce.DAY, Decimal(100), limit_price=limit_price, stop_price=stop_price
    )
    return LegRow(AT, "", Intent(name, Leg.ENTRY, "enter", AT, AT, 0, Decimal(reference), request))


def filled(name: str, side: Side, quantity: int, price: str) -> FillRow:
    return FillRow(AT, Fill(name, "AAPL", side, Decimal(quantity), Decimal(price), AT))


def test_by_hand() -> None:
    orders = [
        ordered("bought", Side.BUY, "10"),
        ordered("sold", Side.SELL, "12"),
        ordered("stopped", Side.SELL, "9", stop="9"),
        ordered("waited", Side.BUY, "20", limit="19.60"),
    ]
    fills = [
        filled("bought", Side.BUY, 60, "10.05"),  # 60 x 0.05 = 3.00 worse
        filled("bought", Side.BUY, 40, "10.02"),  # 40 x 0.02 = 0.80 worse
        filled("sold", Side.SELL, 100, "11.90"),  # 100 x 0.10 = 10.00 worse
        filled("sold", Side.SELL, 100, "12.01"),  # 100 x 0.01 = 1.00 better
        filled("stopped", Side.SELL, 10, "8.75"),  # 10 x 0.25 = 2.50 worse
        filled("waited", Side.BUY, 50, "19.50"),  # 50 x 0.50 = 25.00 better
        filled("a stranger's", Side.BUY, 50, "1.00"),
    ]
    assert parted_from_reference(fills, orders) == Parted(slippage=Decimal("-15.30"), at_limits=Decimal("25.00"))


def test_nothing_filled_is_nothing() -> None:
    assert parted_from_reference([], [ordered("bought", Side.BUY, "10")]) == Parted()
