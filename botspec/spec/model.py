"""The spec as typed values. Every default of the language stands here and nowhere else.

Blocks (strategy, sizing, guards, slippage, fees) are envelopes: `kind` and the rest as written; the block's own
parameter model reads the rest in a second step, so this package imports no stage.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from botspec.domain.modes import Mode
from botspec.domain.values import Money, Ratio
from botspec.spec.alerts import Alert
from botspec.spec.choice import Choice
from botspec.spec.exits import Exits
from botspec.spec.increments import Increments
from botspec.spec.later import ADDED
from botspec.spec.lifecycle import Lifecycle, Moved
from botspec.spec.looser import Looser
from botspec.spec.names import AccountName, BotId, CapitalValue, Name, Prose, SymbolName, Version
from botspec.spec.orders import Orders
from botspec.spec.part import Block, Part
from botspec.spec.plugins import Plugin
from botspec.spec.refuse import refuse
from botspec.spec.schedule import Schedule
from botspec.spec.tunable import ParamValue
from botspec.spec.units import DayValue, DurationValue, MoneyValue, RatioValue
from botspec.spec.words import DataFeed, FileWidth, Format, Source, Timeframe, Zone


class Universe(Part):
    """What may be traded."""

    symbols: Annotated[tuple[SymbolName, ...], Looser.WIDENS] = Field(
        min_length=1,
        description="Symbols, in the order that settles ties.",
        examples=[["AAPL", "MSFT"]],
        json_schema_extra={"uniqueItems": True},
    )
    benchmark: Annotated[SymbolName | None, Looser.COSMETIC] = Field(
        default=None, description="A symbol the report compares with; never traded for it.", examples=["SPY"]
    )


class Feeds(Part):
    """Which of Alpaca's stock feeds."""

    history: Annotated[DataFeed, Choice(DataFeed), Looser.BEHAVIOUR] = Field(
        default=DataFeed.IEX, description="Feed of past bars.", examples=["sip"]
    )
    live: Annotated[DataFeed, Choice(DataFeed), Looser.BEHAVIOUR] = Field(
        default=DataFeed.IEX, description="Feed of bars as they close.", examples=["iex"]
    )


class Data(Part):
    """Where bars come from."""

    source: Annotated[Source, Choice(Source), Looser.BEHAVIOUR] = Field(
        description="`sample` ships with botspec, `files` reads `path`, `alpaca` asks Alpaca.", examples=["sample"]
    )
    timeframe: Annotated[Timeframe, Choice(Timeframe), Looser.BEHAVIOUR] = Field(
        default=Timeframe.DAY, description="Width of a bar.", examples=["1Day"]
    )
    path: Annotated[Prose | None, Looser.BEHAVIOUR] = Field(
        default=None,
        description="Folder of bar files, or one long file, relative to the spec (source: files).",
        examples=["bars"],
    )
    bars: Annotated[Annotated[FileWidth, Choice(FileWidth)] | None, ADDED, Looser.BEHAVIOUR] = Field(
        default=None,
        description="Width of the bars in the files, where they do not show it (source: files).",
        examples=["1Min"],
    )
    zone: Annotated[Annotated[Zone, Choice(Zone)] | None, ADDED, Looser.BEHAVIOUR] = Field(
        default=None,
        description="Where the clock stands of times without a zone (source: files); without it they are refused.",
        examples=["new_york"],
    )
    feed: Annotated[Feeds, Looser.PARTS] = Field(
        default_factory=Feeds.model_construct, description="Alpaca's feeds (source: alpaca)."
    )


class Risk(Part):
    """What is never exceeded, and when to stop."""

    limits: Annotated[Mapping[str, Any], Looser.PARTS] = Field(
        default_factory=dict,
        description="Checked before an order leaves; a breach denies the order.",
        examples=[{"max_position": "35%"}],
    )
    guards: Annotated[tuple[Block, ...], Looser.PARTS] = Field(
        default=(), description="Rules on the bot's equity; a trip is latched until released."
    )


_BETWEEN: JsonDict = {"required": ["from", "to"], "not": {"required": ["last"]}}
_THE_LAST: JsonDict = {"required": ["last"], "not": {"anyOf": [{"required": ["from"]}, {"required": ["to"]}]}}


class Period(Part):
    """The days of a run: from one to another, both included, or the last ones there are."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [_BETWEEN, _THE_LAST]})

    starts_on: Annotated[DayValue | None, Looser.BEHAVIOUR] = Field(
        default=None, alias="from", description="First day.", examples=["2007-01-03"]
    )
    ends_on: Annotated[DayValue | None, Looser.BEHAVIOUR] = Field(
        default=None, alias="to", description="Last day.", examples=["2010-12-31"]
    )
    last: Annotated[DurationValue | None, ADDED, Looser.BEHAVIOUR] = Field(
        default=None, description="Instead of both: this long up to the last bar there is.", examples=["5y"]
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.last is None and self.starts_on is None:
            raise refuse("BS102", "missing key 'from'", "add from: 2007-01-03")
        if self.last is None and self.ends_on is None:
            raise refuse("BS102", "missing key 'to'", "add to: 2010-12-31")
        if self.last is not None and (self.starts_on or self.ends_on):
            raise refuse("BS115", "a period has 'from' and 'to', or 'last'", "remove last, or the days")
        return self


def _slippage() -> Block:
    return Block.model_validate({"kind": "bps", "bps": "5"})


def _fees() -> Block:
    return Block(kind="alpaca")


class Simulation(Part):
    """How backtest and simulate fill orders."""

    period: Annotated[Period | None, Looser.PARTS] = Field(
        default=None, description="Days to run over; all there are when left out."
    )
    cash: Annotated[MoneyValue, Looser.BEHAVIOUR] = Field(
        default=Money(Decimal(100_000)), description="Cash to start with.", examples=["100000 USD"]
    )
    slippage: Annotated[Block, Looser.PARTS] = Field(
        default_factory=_slippage, description="How much worse market orders fill."
    )
    fees: Annotated[Block, Looser.PARTS] = Field(
        default_factory=_fees, description="What a fill costs beside its price."
    )
    max_participation: Annotated[RatioValue, Looser.BEHAVIOUR] = Field(
        default=Ratio(Decimal("0.1")), description="Most of a bar's volume that one fill may take.", examples=["10%"]
    )
    increments: Annotated[tuple[Increments, ...], ADDED, Looser.BEHAVIOUR] = Field(
        default=(), description="What orders for coins are made of; nine digits of everything when left out."
    )


class Report(Part):
    """What is written at the end."""

    formats: Annotated[tuple[Annotated[Format, Choice(Format)], ...], Looser.COSMETIC] = Field(
        default=(Format.HTML, Format.MD, Format.JSON),
        min_length=1,
        description="Files of the session report.",
        examples=[["html", "md", "json"]],
    )


class Spec(Part):
    """A bot: the whole file."""

    version: Annotated[Version, Looser.RUNTIME] = Field(description="Version of the language.", examples=[1])
    id: Annotated[BotId, Looser.WIDENS] = Field(
        description="Never changes: orders and journal hang on it.", examples=["dip-buyer"]
    )
    moved: Annotated[Moved | None, ADDED, Looser.COSMETIC] = Field(
        default=None, description="The id this bot had before, when it was renamed.", examples=[{"from": "old-id"}]
    )
    description: Annotated[Prose, Looser.COSMETIC] = Field(default="", description="What the bot does, for people.")
    mode: Annotated[Mode, Choice(Mode), Looser.MODE] = Field(
        default=Mode.BACKTEST,
        description="The most this spec may do; a command line may only lower it.",
        examples=["simulate"],
    )
    account: Annotated[AccountName, Looser.WIDENS] = Field(
        default="main", description="Profile whose keys are used; keys never stand in a spec.", examples=["main"]
    )
    capital: Annotated[CapitalValue | None, Looser.WIDENS] = Field(
        default=None, description="What the bot may call its own; paper and live must say it.", examples=["25000 USD"]
    )
    universe: Annotated[Universe, Looser.PARTS] = Field(description="What may be traded.")
    data: Annotated[Data, Looser.PARTS] = Field(description="Where bars come from.")
    params: Annotated[Mapping[Name, ParamValue], Looser.BEHAVIOUR] = Field(
        default_factory=dict,
        description="Named numbers that rules may use; a range is kept for tuning.",
        examples=[{"rsi_period": 14, "oversold": {"value": 30, "range": [20, 40], "step": 5}}],
    )
    plugins: Annotated[tuple[Plugin, ...], ADDED, Looser.RUNTIME] = Field(
        default=(), description="Python modules that blocks of this spec may use, each pinned by its digest."
    )
    strategy: Annotated[Block, Looser.PARTS] = Field(description="What to hold, and why.")
    sizing: Annotated[Block | None, Looser.PARTS] = Field(
        default=None, description="How much of it; left out where the strategy has weights of its own."
    )
    orders: Annotated[Orders, Looser.PARTS] = Field(
        default_factory=Orders.model_construct, description="How wishes become orders."
    )
    exits: Annotated[Exits, ADDED, Looser.PARTS] = Field(
        default_factory=Exits.model_construct, description="Ways out beside the strategy's exit rule."
    )
    risk: Annotated[Risk, Looser.PARTS] = Field(
        default_factory=Risk.model_construct, description="What is never exceeded, and when to stop."
    )
    schedule: Annotated[Schedule, Looser.PARTS] = Field(
        default_factory=Schedule.model_construct, description="When the bot looks, and when its orders leave."
    )
    lifecycle: Annotated[Lifecycle, ADDED, Looser.PARTS] = Field(
        default_factory=Lifecycle.model_construct, description="Positions when the bot starts, stops or changes."
    )
    simulation: Annotated[Simulation, Looser.PARTS] = Field(
        default_factory=Simulation.model_construct, description="How backtest and simulate fill orders."
    )
    alerts: Annotated[tuple[Alert, ...], ADDED, Looser.DOWN] = Field(
        default=(),
        description="Who is told, and of what.",
        examples=[[{"to": "env:BOTSPEC_ALERT_URL", "events": ["halt", "error"]}]],
    )
    report: Annotated[Report, Looser.PARTS] = Field(
        default_factory=Report.model_construct, description="What is written at the end."
    )

    @property
    def numbers(self) -> dict[str, Decimal]:
        """The value of every param."""
        return {name: param.value for name, param in self.params.items()}
