"""How wishes become orders."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from botspec.domain.orders import TimeInForce
from botspec.spec.choice import Choice
from botspec.spec.distance import DistanceValue
from botspec.spec.flag import FlagValue
from botspec.spec.later import ADDED
from botspec.spec.looser import Looser
from botspec.spec.part import Part
from botspec.spec.rule_text import NumberRule
from botspec.spec.units import DurationValue, RatioValue
from botspec.spec.words import OrderClass, PolicyType, Unfilled


class UnfilledAfter(Part):
    """What becomes of an order that has not filled."""

    wait: Annotated[DurationValue, Looser.BEHAVIOUR] = Field(
        description="Time in which it could have traded: only sessions count, of 6h30m each.", examples=["5m"]
    )
    then: Annotated[Unfilled, Choice(Unfilled), Looser.BEHAVIOUR] = Field(
        description="Cancel it, move its price to the market, or send the rest as a market order.", examples=["cancel"]
    )
    cap: Annotated[RatioValue | None, Looser.UP] = Field(
        default=None, description="How far `reprice` may go from the first price; needed by it.", examples=["0.5%"]
    )


class SidePolicy(Part):
    """How a wish becomes an order."""

    type: Annotated[PolicyType, Choice(PolicyType), Looser.BEHAVIOUR] = Field(
        default=PolicyType.MARKET, description="How the order is priced.", examples=["limit"]
    )
    time_in_force: Annotated[TimeInForce, Choice(TimeInForce), Looser.BEHAVIOUR] = Field(
        default=TimeInForce.DAY, description="How long the order lives.", examples=["day"]
    )
    price: Annotated[NumberRule | None, Looser.BEHAVIOUR] = Field(
        default=None,
        description="Rule read at the decision bar: the limit price, or the trigger of a stop.",
        examples=["close * 0.99"],
    )
    limit_offset: Annotated[DistanceValue | None, ADDED, Looser.BEHAVIOUR] = Field(
        default=None, description="How far beyond its trigger a stop_limit may fill.", examples=["0.5%"]
    )
    trail: Annotated[DistanceValue | None, ADDED, Looser.BEHAVIOUR] = Field(
        default=None, description="How far a trailing_stop follows behind the best price.", examples=["3%"]
    )
    order_class: Annotated[OrderClass, Choice(OrderClass), ADDED, Looser.BEHAVIOUR] = Field(
        default=OrderClass.SIMPLE,
        alias="class",
        description="Alone, or together with the exits that rest at the broker.",
        examples=["bracket"],
    )
    extended_hours: Annotated[FlagValue, ADDED, Looser.UP] = Field(
        default=False,
        description="Also before the open and after the close: limit orders of an extended session.",
        examples=["true"],
    )
    notional: Annotated[FlagValue, ADDED, Looser.BEHAVIOUR] = Field(
        default=False,
        description="Entries are ordered as an amount of money (day market orders), not as a number of shares.",
        examples=["true"],
    )
    unfilled_after: Annotated[UnfilledAfter | None, ADDED, Looser.PARTS] = Field(
        default=None,
        description="What becomes of an order that waited too long.",
        examples=[{"wait": "5m", "then": "cancel"}],
    )


_ANY_SIDE: JsonDict = {"anyOf": [{"required": ["long"]}, {"required": ["short"]}]}
_ANY_OTHER: JsonDict = {"anyOf": [{"required": ["type"]}, {"required": ["price"]}, {"required": ["time_in_force"]}]}


class OrderPolicy(SidePolicy):
    """How a wish becomes an order, for both sides or for each."""

    model_config = ConfigDict(json_schema_extra={"not": {"allOf": [_ANY_SIDE, _ANY_OTHER]}})

    long: Annotated[SidePolicy | None, ADDED, Looser.PARTS] = Field(
        default=None,
        description="Instead of the keys beside it: orders of the long side.",
        examples=[{"type": "limit"}],
    )
    short: Annotated[SidePolicy | None, ADDED, Looser.PARTS] = Field(
        default=None, description="Orders of short positions, where they differ.", examples=[{"type": "limit"}]
    )


class Orders(Part):
    """Order policies of entries and exits."""

    entry: Annotated[OrderPolicy, Looser.PARTS] = Field(
        default_factory=OrderPolicy.model_construct, description="Orders that open a position."
    )
    exit: Annotated[OrderPolicy, Looser.PARTS] = Field(
        default_factory=OrderPolicy.model_construct, description="Orders that close a position."
    )
