"""How positions are left beside the strategy's own exit rule."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from botspec.domain.values import Ratio
from botspec.spec.choice import Choice
from botspec.spec.distance import DistanceValue
from botspec.spec.later import ADDED
from botspec.spec.looser import Looser
from botspec.spec.part import Part
from botspec.spec.span import SpanValue
from botspec.spec.units import CountValue, DurationValue, RatioValue
from botspec.spec.words import EntryScope, Per, Resting


class Rung(Part):
    """One step of a ladder."""

    at: Annotated[DistanceValue, Looser.BEHAVIOUR] = Field(
        description="Gain at which this part is sold.", examples=["4%"]
    )
    part: Annotated[RatioValue, Looser.BEHAVIOUR] = Field(
        default=Ratio(Decimal(1)), description="Part of the position at entry that is sold.", examples=["50%"]
    )


class TrailingStop(Part):
    """A stop that follows the best price since the entry."""

    distance: Annotated[DistanceValue, Looser.UP] = Field(
        description="How far behind the best price.", examples=["5%", "3 * atr(14)"]
    )
    after_gain: Annotated[DistanceValue | None, Looser.UP] = Field(
        default=None, description="Gain from which it follows; at once when left out.", examples=["2%"]
    )


class BreakEven(Part):
    """A stop that moves to the entry price."""

    after_gain: Annotated[DistanceValue, Looser.UP] = Field(
        description="Gain from which the stop stands there.", examples=["3%"]
    )
    offset: Annotated[DistanceValue | None, Looser.BEHAVIOUR] = Field(
        default=None, description="How far above the entry price, for fees.", examples=["0.1%"]
    )


class MaxEntries(Part):
    """How often a position may be opened again."""

    count: Annotated[CountValue, Looser.UP] = Field(description="Most entries.", examples=[1])
    per: Annotated[Per, Choice(Per), Looser.DOWN] = Field(
        default=Per.SESSION, description="How long they are counted.", examples=["session"]
    )
    scope: Annotated[EntryScope, Choice(EntryScope), Looser.DOWN] = Field(
        default=EntryScope.SYMBOL, description="Each symbol, or the bot as a whole.", examples=["symbol"]
    )


def _ladder(value: object) -> object:
    """A single distance is a ladder of one rung."""
    return value if isinstance(value, list | tuple) else ({"at": value},)


class Exits(Part):
    """Exits beside the exit rule; a distance is measured from the entry price and frozen there."""

    stop_loss: Annotated[DistanceValue | None, ADDED, Looser.UP] = Field(
        default=None, description="Loss at which a position is closed.", examples=["4%", "3 * atr(14)"]
    )
    take_profit: Annotated[
        tuple[Rung, ...],
        BeforeValidator(_ladder, json_schema_input_type=DistanceValue | tuple[Rung, ...]),
        ADDED,
        Looser.BEHAVIOUR,
    ] = Field(
        default=(),
        description="Gain at which it is closed, or a ladder of gains.",
        examples=["9%", [{"at": "4%", "part": "50%"}, {"at": "9%", "part": "50%"}]],
    )
    trailing_stop: Annotated[TrailingStop | None, ADDED, Looser.PARTS] = Field(
        default=None, description="A stop that follows the best price.", examples=[{"distance": "5%"}]
    )
    break_even: Annotated[BreakEven | None, ADDED, Looser.PARTS] = Field(
        default=None, description="A stop that moves to the entry price.", examples=[{"after_gain": "3%"}]
    )
    time_limit: Annotated[SpanValue | None, ADDED, Looser.UP] = Field(
        default=None, description="How long a position is held at most.", examples=["20 bars", "3d"]
    )
    before_close: Annotated[DurationValue | None, ADDED, Looser.DOWN] = Field(
        default=None,
        description="Close everything this long before the session's close, early closes included.",
        examples=["5m"],
    )
    max_entries: Annotated[MaxEntries | None, ADDED, Looser.PARTS] = Field(
        default=None,
        description="How often a position may be opened again.",
        examples=[{"count": 1, "per": "session", "scope": "symbol"}],
    )
    rest_at_broker: Annotated[tuple[Annotated[Resting, Choice(Resting)], ...], ADDED, Looser.DOWN] = Field(
        default=(),
        description="Exits that wait at the broker and protect the position when this process is dead.",
        examples=[["stop_loss", "take_profit"]],
    )
