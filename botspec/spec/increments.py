"""What orders for a coin are made of, where a back-test or a simulation is not to take nine digits of everything."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from botspec.domain.values import Money, Shares
from botspec.market.hours import is_pair
from botspec.spec.looser import Looser
from botspec.spec.names import SymbolName
from botspec.spec.part import Part
from botspec.spec.refuse import inside, refuse
from botspec.spec.units import MoneyValue, SharesValue

NANO = Decimal("1e-9")


class Increments(Part):
    """As Alpaca tells of an asset: copy them from there."""

    symbol: Annotated[SymbolName, Looser.BEHAVIOUR] = Field(description="The pair.", examples=["BTC/USD"])
    min_order_size: Annotated[SharesValue, Looser.BEHAVIOUR] = Field(
        default=Shares(NANO), description="The fewest coins that an order may be for.", examples=["0.0001 shares"]
    )
    min_trade_increment: Annotated[SharesValue, Looser.BEHAVIOUR] = Field(
        default=Shares(NANO), description="Orders are for multiples of it.", examples=["0.0001 shares"]
    )
    price_increment: Annotated[MoneyValue, Looser.BEHAVIOUR] = Field(
        default=Money(NANO), description="Prices of orders are multiples of it.", examples=["1 USD"]
    )

    @model_validator(mode="after")
    def _of_a_coin(self) -> Self:
        if not is_pair(self.symbol):
            raise inside("symbol", refuse("BS108", f"{self.symbol} is no pair", "write a pair such as BTC/USD"))
        return self
