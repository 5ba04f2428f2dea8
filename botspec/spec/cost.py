"""An amount of money, written as such or as a part of equity: `10%` or `1000 USD`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import PlainSerializer, WithJsonSchema

from botspec.domain.values import Money, Ratio
from botspec.spec.reads import Reads
from botspec.spec.refuse import refuse
from botspec.spec.unit_hints import as_percent
from botspec.spec.units import NUMBER, money, ratio, shape_of, unit_due

Cost = Ratio | Money


def cost(value: object) -> Cost:
    """`10%` -> Ratio, `1000 USD` -> Money."""
    match value:
        case Ratio() | Money():
            return value
        case str() if value.endswith("%"):
            return ratio(value)
        case str() if value.endswith(" USD"):
            return money(value)
        case str():
            raise unit_due(f"expected a part of equity or money, was '{value}'", as_percent(value))
        case _:
            raise refuse("BS103", f"expected a part of equity or money, was {shape_of(value)}", "write 10% or 1000 USD")


def usd(cost: Cost, equity: Decimal) -> Decimal:
    """What it comes to in USD."""
    return cost.value * equity if isinstance(cost, Ratio) else cost.amount


def most_lost(cost: Cost, equity: Decimal) -> Decimal:
    """The USD that may be lost: none of an equity that is not known."""
    return usd(cost, equity if equity.is_finite() else Decimal(0))


CostValue = Annotated[
    Cost,
    Reads(cost),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"^{NUMBER}(%| USD)$",
            "description": "A part of equity, or US dollars.",
            "examples": ["10%", "1000 USD"],
        }
    ),
]
