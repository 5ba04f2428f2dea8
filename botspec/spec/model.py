"""The spec as typed values. Every default of the language stands here and nowhere else.

Blocks (strategy, sizing, guards, slippage, fees) are envelopes: `kind` and the rest as written; the block's own
parameter model reads the rest in a second step, so this package imports no stage.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from botspec.domain.modes import Mode
from botspec.domain.orders import TimeInForce
from botspec.domain.values import Money, Ratio
from botspec.spec.choice import Choice
from botspec.spec.names import AccountName, BotId, CapitalValue, Name, Prose, RuleText, SymbolName, Version
from botspec.spec.units import DayValue, MoneyValue, ParamValue, RatioValue
from botspec.spec.words import DataFeed, Decide, Format, PolicyType, Session, Source, Submit, Timeframe


class Part(BaseModel):
    """A mapping of the language: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True)


class Block(BaseModel):
    """An envelope: what kind of block, and its parameters as written."""

    model_config = ConfigDict(frozen=True, extra="allow", arbitrary_types_allowed=True, defer_build=True)

    kind: Name = Field(description="Which block of this family.")

    @property
    def settings(self) -> Mapping[str, Any]:
        """Everything beside `kind`, unread."""
        return self.model_extra or {}


class Universe(Part):
    """What may be traded."""

    symbols: tuple[SymbolName, ...] = Field(
        min_length=1, description="Symbols, in the order that settles ties.", examples=[["AAPL", "MSFT"]]
    )
    benchmark: SymbolName | None = Field(
        default=None, description="A symbol the report compares with; never traded for it.", examples=["SPY"]
    )


class Feeds(Part):
    """Which of Alpaca's stock feeds."""

    history: Annotated[DataFeed, Choice(DataFeed)] = Field(
        default=DataFeed.IEX, description="Feed of past bars.", examples=["sip"]
    )
    live: Annotated[DataFeed, Choice(DataFeed)] = Field(
        default=DataFeed.IEX, description="Feed of bars as they close.", examples=["iex"]
    )


class Data(Part):
    """Where bars come from."""

    source: Annotated[Source, Choice(Source)] = Field(
        description="`sample` ships with botspec, `files` reads `path`, `alpaca` asks Alpaca.", examples=["sample"]
    )
    timeframe: Annotated[Timeframe, Choice(Timeframe, later=("4Hour", "1Week", "1Month"))] = Field(
        default=Timeframe.DAY, description="Width of a bar.", examples=["1Day"]
    )
    path: Prose | None = Field(
        default=None, description="Folder of bar files, relative to the spec (source: files).", examples=["bars"]
    )
    feed: Feeds = Field(default_factory=Feeds, description="Alpaca's feeds (source: alpaca).")


class OrderPolicy(Part):
    """How a wish becomes an order."""

    type: Annotated[PolicyType, Choice(PolicyType, later=("stop", "stop_limit", "trailing_stop"))] = Field(
        default=PolicyType.MARKET, description="How the order is priced.", examples=["limit"]
    )
    time_in_force: Annotated[TimeInForce, Choice(TimeInForce, later=("opg", "cls", "ioc", "fok"))] = Field(
        default=TimeInForce.DAY, description="How long the order lives.", examples=["day"]
    )
    price: RuleText | None = Field(
        default=None, description="Rule read at the decision bar (type: limit).", examples=["close * 0.99"]
    )


class Orders(Part):
    """Order policies of entries and exits."""

    entry: OrderPolicy = Field(default_factory=OrderPolicy, description="Orders that open a position.")
    exit: OrderPolicy = Field(default_factory=OrderPolicy, description="Orders that close a position.")


class Risk(Part):
    """What is never exceeded, and when to stop."""

    limits: Mapping[str, Any] = Field(
        default_factory=dict,
        description="Checked before an order leaves; a breach denies the order.",
        examples=[{"max_position": "35%"}],
    )
    guards: tuple[Block, ...] = Field(
        default=(), description="Rules on the bot's equity; a trip is latched until released."
    )


class Schedule(Part):
    """When the bot looks, and when its orders leave."""

    session: Annotated[Session, Choice(Session, later=("extended", "always"))] = Field(
        default=Session.REGULAR, description="Hours the bot may trade in.", examples=["regular"]
    )
    decide: Annotated[Decide, Choice(Decide, later=("before_close", "every"))] = Field(
        default=Decide.BAR_CLOSE, description="When rules are looked at.", examples=["bar_close"]
    )
    submit: Annotated[Submit, Choice(Submit, later=("open_auction", "close_auction"))] = Field(
        default=Submit.NOW,
        description="When orders leave. Daily bars must say it.",
        examples=["after_open"],
    )


class Period(Part):
    """First and last day of a run, both included."""

    starts_on: DayValue = Field(alias="from", description="First day.", examples=["2007-01-03"])
    ends_on: DayValue = Field(alias="to", description="Last day.", examples=["2010-12-31"])


def _slippage() -> Block:
    return Block.model_validate({"kind": "bps", "bps": "5"})


def _fees() -> Block:
    return Block(kind="alpaca")


class Simulation(Part):
    """How backtest and simulate fill orders."""

    period: Period | None = Field(default=None, description="Days to run over; all there are when left out.")
    cash: MoneyValue = Field(
        default=Money(Decimal(100_000)), description="Cash to start with.", examples=["100000 USD"]
    )
    slippage: Block = Field(default_factory=_slippage, description="How much worse market orders fill.")
    fees: Block = Field(default_factory=_fees, description="What a fill costs beside its price.")
    max_participation: RatioValue = Field(
        default=Ratio(Decimal("0.1")), description="Most of a bar's volume that one fill may take.", examples=["10%"]
    )


class Report(Part):
    """What is written at the end."""

    formats: tuple[Annotated[Format, Choice(Format)], ...] = Field(
        default=(Format.HTML, Format.MD, Format.JSON),
        min_length=1,
        description="Files of the session report.",
        examples=[["html", "md", "json"]],
    )


class Spec(Part):
    """A bot: the whole file."""

    version: Version = Field(description="Version of the language.", examples=[1])
    id: BotId = Field(description="Never changes: orders and journal hang on it.", examples=["dip-buyer"])
    description: Prose = Field(default="", description="What the bot does, for people.")
    mode: Annotated[Mode, Choice(Mode, later=("shadow", "live"))] = Field(
        default=Mode.BACKTEST,
        description="The most this spec may do; a command line may only lower it.",
        examples=["simulate"],
    )
    account: AccountName = Field(
        default="main", description="Profile whose keys are used; keys never stand in a spec.", examples=["main"]
    )
    capital: CapitalValue | None = Field(
        default=None, description="What the bot may call its own; paper and live must say it.", examples=["25000 USD"]
    )
    universe: Universe = Field(description="What may be traded.")
    data: Data = Field(description="Where bars come from.")
    params: Mapping[Name, ParamValue] = Field(
        default_factory=dict, description="Named numbers that rules may use.", examples=[{"rsi_period": 14}]
    )
    strategy: Block = Field(description="What to hold, and why.")
    sizing: Block = Field(description="How much of it.")
    orders: Orders = Field(default_factory=Orders, description="How wishes become orders.")
    risk: Risk = Field(default_factory=Risk, description="What is never exceeded, and when to stop.")
    schedule: Schedule = Field(default_factory=Schedule, description="When the bot looks, and when its orders leave.")
    simulation: Simulation = Field(default_factory=Simulation, description="How backtest and simulate fill orders.")
    report: Report = Field(default_factory=Report, description="What is written at the end.")
