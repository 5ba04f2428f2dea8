"""The compiled bot: every stage of a spec, joined and ready to run in any mode."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from botspec.data.reading import PLAIN, Reading
from botspec.domain.assets import Steps
from botspec.domain.intents import Wanted
from botspec.domain.modes import Mode
from botspec.exchange.fees.fees import Fees
from botspec.exchange.slippage.slippage import Slippage
from botspec.execution.exits import NO_EXITS, Exits
from botspec.execution.identity import client_order_id, intent_id, order_prefix
from botspec.execution.policy import Policies
from botspec.market.hours import REGULAR, Hours
from botspec.risk.guards.guard import Guard
from botspec.risk.limits.limit import Limit
from botspec.risk.sizing.sizing import Reads, Sizing
from botspec.spec.decide import BAR_CLOSE, Decision
from botspec.spec.words import AlertEvent, DataFeed, Existing, OnRemove, OnStop, Source, Submit, Timeframe
from botspec.strategy.pair import Pair
from botspec.strategy.strategy import Strategy
from botspec.strategy.targets import Plan, TargetStrategy

if TYPE_CHECKING:
    from botspec.domain.orders import OrderRequest
    from botspec.expressions import Rule

LOOK_BACK = 20  # bars or sessions over which limits take an average


AUCTION_LEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Simulation:
    """How a back-test or simulated account fills; `cash` and money in USD, dates inclusive.

    `span` is the length of a period that ends with the last bar there is; `steps` are those of coins' orders.
    """

    first: date | None
    last: date | None
    cash: Decimal
    slippage: Slippage
    fees: Fees
    max_participation: Decimal | None
    span: timedelta | None = None
    steps: Mapping[str, Steps] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DataSource:
    """Where bars come from; `path` and `reading` are for source `files`, `history` and `live` are Alpaca's feeds."""

    source: Source
    timeframe: Timeframe
    path: Path | None
    history: DataFeed
    live: DataFeed
    reading: Reading = PLAIN


@dataclass(frozen=True, slots=True)
class Alarm:
    """Who is told of what: `to` is a reference to an address, never the address."""

    to: str
    events: tuple[AlertEvent, ...]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One bot, compiled. `digest` is the SHA-256 of the reviewed spec; narrowing for one run does not change it.

    `bot` is the id that orders and journals hang on; `name` the one the spec has now, where that is another.
    `funds` is what the account has in all, USD, where that is known before; contributions come from the rest of it.
    `hours` are those it may trade in.
    `references` are the symbols that rules name, traded or not; `removed`, the last of `symbols`, are those the spec no
    longer names but the bot is still in.
    `capital` is USD; with `whole_account` on paper it is replaced by the account's cash at the first start.
    """

    bot: str
    description: str
    mode: Mode
    account: str
    digest: str
    resolved: str
    capital: Decimal
    whole_account: bool
    symbols: tuple[str, ...]
    benchmark: str | None
    data: DataSource
    strategy: Strategy | TargetStrategy
    sizing: Sizing
    entry: Policies
    exit: Policies
    limits: tuple[Limit, ...]
    guards: tuple[Guard, ...]
    submit: Submit
    simulation: Simulation
    summary: tuple[str, ...]
    formats: tuple[str, ...]
    exits: Exits = NO_EXITS
    funds: Decimal | None = None
    heartbeat: timedelta = timedelta(seconds=60)
    decide: Decision = BAR_CLOSE
    existing: Existing = Existing.REFUSE
    on_stop: OnStop = OnStop.KEEP
    on_remove: OnRemove = OnRemove.REFUSE
    alerts: tuple[Alarm, ...] = ()
    narrowed: tuple[str, ...] = ()
    name: str = ""
    references: tuple[str, ...] = ()
    hours: Hours = REGULAR
    removed: tuple[str, ...] = ()

    @property
    def plan(self) -> Plan | None:
        """How target weights are reached; None for a strategy of signals."""
        return self.strategy.plan if isinstance(self.strategy, TargetStrategy) else None

    @property
    def pair(self) -> Pair | None:
        """The two legs that go together; None for every other strategy."""
        return self.strategy if isinstance(self.strategy, Pair) else None

    @property
    def traded(self) -> tuple[str, ...]:
        """The symbols that may be entered: all but the removed ones."""
        return self.symbols[: len(self.symbols) - len(self.removed)]

    @property
    def frozen(self) -> tuple[str, ...]:
        """Removed symbols whose positions are left alone."""
        return self.removed if self.on_remove is OnRemove.FREEZE else ()

    @property
    def shorts(self) -> bool:
        """Whether a decision may open a short position: the second lock beside the rules that never do."""
        return self.plan is None and getattr(self.strategy, "short", self) is not None

    @property
    def fractional(self) -> bool:
        """Whether positions by weight may hold parts of shares."""
        return self.plan is not None and self.plan.fractional

    def hours_of(self, request: OrderRequest) -> Hours:
        """When an order can trade."""
        return self.hours if request.extended_hours or self.hours.always else REGULAR

    @property
    def at_once(self) -> bool:
        """Whether orders leave when they are decided; else they wait for the next open."""
        return self.submit in {Submit.NOW, Submit.CLOSE_AUCTION}

    @property
    def lead(self) -> timedelta:
        """How long before the open orders leave that wait for it: those for its auction come before the cut-off."""
        return AUCTION_LEAD if self.submit is Submit.OPEN_AUCTION else timedelta(0)

    @property
    def pace(self) -> Timeframe:
        """Width of the bars a run goes by; finer than the rules' own where they look at the bar so far."""
        return self.decide.width(self.data.timeframe)

    @property
    def frozen_rules(self) -> tuple[Rule, ...]:
        """What is read at the decision row of an entry and holds for its position: distances, and its size."""
        others = (self.sizing.rule, None if self.pair is None else self.pair.hedge_ratio)
        return (*self.exits.rules, *(rule for rule in others if rule is not None))

    @property
    def warmup(self) -> int:
        """Bars of a symbol before its first decision, price rules and distances included."""
        return max(self.strategy.warmup, self._looked_back, *(rule.warmup for rule in self.price_rules), 0)

    @property
    def _looked_back(self) -> int:
        """Bars that limits look back on: 20 of them, or those of 20 sessions."""
        asked = {limit.kind for limit in self.limits}
        a_session = max(self.hours.seconds // self.data.timeframe.seconds, 1)
        return LOOK_BACK * (a_session if "min_dollar_volume" in asked else 1 if "max_order_volume" in asked else 0)

    def position_rule(self, *, long: bool) -> Rule | None:
        """The exit rule of a side when it asks for the bot's own position, so that bars alone do not answer it."""
        side = getattr(self.strategy, "long" if long else "short", None)
        rule: Rule | None = getattr(side, "exit", None)
        return rule if rule is not None and getattr(rule, "uses_position", False) else None

    @property
    def watches(self) -> bool:
        """Whether positions are left for anything but an exit signal: levels, time, rules that look at the position."""
        timed = self.exits.time_limit is not None or self.exits.before_close is not None
        asks = any(self.position_rule(long=long) is not None for long in (True, False))
        return self.exits.frozen or timed or asks

    @property
    def bare(self) -> bool:
        """Whether an entry is a size at the market's price: nothing is read or frozen for it, none are counted."""
        asks = self.exits.frozen or self.exits.most_entries is not None or self.sizing.reads is not Reads.NOTHING
        return not asks and self.entry.long.bare and self.entry.short.bare

    @property
    def price_rules(self) -> tuple[Rule, ...]:
        """The rules that prices of orders and distances of exits are read from."""
        return (*self.frozen_rules, *self.entry.rules, *self.exit.rules)

    @property
    def prefix(self) -> str:
        """Start of this bot's client order ids."""
        return order_prefix(self.account, self.bot)

    @property
    def feed_symbols(self) -> tuple[str, ...]:
        """Symbols to load: the traded ones first, in spec order, then the benchmark and those that rules look at."""
        wanted = (*self.symbols, *((self.benchmark,) if self.benchmark else ()), *self.references)
        return tuple(dict.fromkeys(wanted))

    def intent_id(self, wanted: Wanted) -> str:
        """Identity of the intent made of `wanted`."""
        return intent_id(self.account, self.bot, self.digest, wanted)

    def client_order_id(self, wanted: Wanted) -> str:
        """The order id of the intent made of `wanted`."""
        return client_order_id(self.account, self.bot, self.digest, wanted)
