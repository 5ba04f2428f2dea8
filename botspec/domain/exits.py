"""The exits of one position, as its entry froze them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Unit(StrEnum):
    """What a distance is measured in."""

    RATIO = "ratio"
    USD = "usd"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class Distance:
    """How far from a price: a ratio of it, USD a share, or, with `PRICE`, the price itself."""

    unit: Unit
    value: Decimal


@dataclass(frozen=True, slots=True)
class Rung:
    """A gain at which `part` of the position at entry is closed, 1 for all of it."""

    at: Distance
    part: Decimal


@dataclass(frozen=True, slots=True)
class ExitPlan:
    """Distances read at the decision row of the entry; they hold for as long as the position does.

    `trail` follows the best price once the position has gained `trail_after`; at a gain of `even_after` the stop moves
    to the entry price, `even_offset` better. `rests` names the exits that wait at the broker.
    """

    stop_loss: Distance | None = None
    take_profit: tuple[Rung, ...] = ()
    trail: Distance | None = None
    trail_after: Distance | None = None
    even_after: Distance | None = None
    even_offset: Distance | None = None
    rests: tuple[str, ...] = ()
