"""Which feed, broker, clock and journal each mode gets: the only place that knows."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from botspec.pipeline import Pipeline
from botspec.ports.remembered import Remembered
from botspec.spec.decide import BAR_CLOSE
from botspec.spec.words import Source, Timeframe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from botspec.adapters.alpaca.connect import DataConnection
    from botspec.adapters.alpaca.feed import AlpacaFeed
    from botspec.adapters.exchange_broker import ExchangeBroker
    from botspec.adapters.sqlite.commands import CommandLog
    from botspec.adapters.system.child import Simulator
    from botspec.adapters.system.http import Origin
    from botspec.adapters.system.secret import Credentials
    from botspec.data.recorded import Days, Held
    from botspec.data.warmup import WarmedUp
    from botspec.domain.rows import QualityRow
    from botspec.exchange.exchange import Exchange
    from botspec.gates.token import GatesPassed, ReadsPassed
    from botspec.market.panel import Panel
    from botspec.ports.clock import Clock
    from botspec.ports.hints import Hints
    from botspec.ports.journal import Journal
    from botspec.run.environment import Environment
    from botspec.simulator.config import Config

IDLE_SECONDS = 60.0
PAPER_GRACE = timedelta(seconds=3)
PAPER_PATIENCE = timedelta(minutes=10)
HEARTBEATS_PER_SECOND = 2.0
BURST = 8


@dataclass(frozen=True, slots=True)
class Venue:
    """An Alpaca: where orders and data come from, with whose keys.

    `connections` is how many orders may be under way at once, `pace` how many of its seconds pass in one;
    without `streams` it is only ever asked.
    """

    trading: Origin
    data: Origin
    credentials: Credentials
    connections: int = 1
    pace: float = 1.0
    streams: bool = False


def local_bars(bot: Pipeline) -> WarmedUp:
    """The bars of source `sample` or `files`, from the warm-up's first row on. Raises DataRefused."""
    from botspec.data import files, sample
    from botspec.data.place import Period
    from botspec.data.refused import DataRefused

    asked = bot.simulation
    if bot.data.source is Source.SAMPLE:
        loaded = files.Loaded(sample.load(bot.feed_symbols, None, asked.last, bot.pace), ())
    elif bot.data.path is not None:
        days = Period(None, asked.last)
        loaded = files.load_told(bot.data.path, bot.feed_symbols, bot.pace, days, bot.data.reading, asked.first)
    else:
        raise ValueError(f"source {bot.data.source} has no local bars")
    panel = loaded.panel
    bars = warmed_up(bot, panel, asked.first or _first(panel, asked.span)) if len(panel) else None
    if bars is None or bars.start >= len(bars.panel):
        raise DataRefused(bot.data.path or Path("sample"), None, "has no bars in the period")
    return replace(bars, quality=loaded.left_out)


def warmed_up(bot: Pipeline, panel: Panel, first: date) -> WarmedUp:
    """Bars of a run whose period begins on `first`, with as many before as its rules need."""
    from botspec.data import warmup
    from botspec.run.so_far import bars_seen

    if bot.decide is not BAR_CLOSE:
        return warmup.cut_at(panel, warmup.earliest(first, bars_seen(bot), bot.data.timeframe), first)
    return warmup.cut(panel, first, bot.warmup)


def seen_before(bot: Pipeline) -> int:
    """How many of the rules' own bars a run must know before its period."""
    from botspec.run.so_far import bars_seen

    return bot.warmup if bot.decide is BAR_CLOSE else bars_seen(bot)


@dataclass(frozen=True, slots=True)
class HistoryPlace:
    """Where history is asked for and kept: `keys` are read when something is missing, `origin` None is Alpaca."""

    label: str
    root: Path
    now: datetime
    keys: Callable[[], Credentials]
    origin: Origin | None = None


def simulated_history(address: Path, root: Path) -> HistoryPlace:
    """History of a running simulator, kept apart from everybody else's. Raises Unavailable."""
    running = running_simulator(address)
    told = hashlib.sha256(running.credentials.key_id.reveal().encode()).hexdigest()[:12]
    return HistoryPlace(f"simulator-{told}", root, running.control.now(), lambda: running.credentials, running.origin)


def alpaca_history(bot: Pipeline, place: HistoryPlace, days: Days) -> Mapping[str, Held]:
    """Bars and actions of the bot's symbols for `days`, from the cache and, where that has none, from Alpaca.

    Raises CredentialsRefused, Unavailable.
    """
    from botspec.adapters.alpaca import connect
    from botspec.adapters.alpaca.history import AlpacaHistory
    from botspec.adapters.alpaca.timeframes import asked_for
    from botspec.adapters.files.archive import Shelf, opened
    from botspec.data.history import history

    origin = place.origin or connect.DATA
    asked = asked_for(bot.pace.value, bot.hours)
    feed = bot.data.history.value
    source = AlpacaHistory(
        lambda: connect.prices_of(bot.feed_symbols, origin, place.keys()),
        lambda: connect.corporate_actions(origin, place.keys()),
        feed=feed,
        timeframe=asked,
        now=place.now,
    )
    with opened(place.root, Shelf(place.label, feed, asked)) as archive:
        return history(archive, source, bot.feed_symbols, days, bot.hours.day(place.now))


def placed_history(
    bot: Pipeline, held: Mapping[str, Held], days: Days, now: datetime
) -> tuple[Panel, tuple[QualityRow, ...]]:
    """History as the bot's bars, and what was left out of it; a bar of the minutes not asked for is not over."""
    from botspec.adapters.alpaca.history import RECENT
    from botspec.adapters.alpaca.timeframes import asked_for
    from botspec.data.placed_history import Widths, panel_of

    wanted = bot.pace
    asked = Timeframe(asked_for(wanted.value, bot.hours))
    return panel_of(held, days, Widths(asked, wanted, bot.data.reading.extended), now - RECENT)


def _first(panel: Panel, span: timedelta | None) -> date:
    """The first day of a period that is as long as `span`, or of everything there is."""
    first, last = (date.fromordinal(int(panel.session[row])) for row in (0, -1))
    return first if span is None else max(first, last - span)


def backtest_broker(bot: Pipeline, bars: WarmedUp) -> ExchangeBroker:
    """The exchange in process, with the spec's slippage and fees."""
    from botspec.adapters.exchange_broker import ExchangeBroker

    return ExchangeBroker(_exchange(bot, bot.simulation.cash, bot.digest), bars.panel, bot.hours)


def _exchange(bot: Pipeline, cash: Decimal, ids: str) -> Exchange:
    from botspec.exchange.exchange import Exchange

    exchange = Exchange(
        cash=cash,
        slippage=bot.simulation.slippage,
        fees=bot.simulation.fees,
        max_participation=bot.simulation.max_participation,
        shorting=bot.shorts,
        extended=bot.hours.extended,
        ids=ids,
    )
    exchange.restrict(bot.simulation.steps)
    return exchange


@contextmanager
def simulator(bot: Pipeline, bars: WarmedUp, folder: Path, chaos: str | None = None) -> Iterator[Simulator]:
    """The embedded simulator of a run folder: the one still running there, or a new one on the same account."""
    from botspec.adapters.system import child

    found = child.attach(folder / child.ADDRESS)
    if found is None:
        _simulator_config(bot, bars, folder, chaos).write(folder / child.CONFIG)
        found = child.start(folder)
    elif chaos is not None:
        found.control.pause()
    with found.of_a_run(folder):
        yield found


def _simulator_config(bot: Pipeline, bars: WarmedUp, folder: Path, chaos: str | None) -> Config:
    from botspec.market.moments import moment
    from botspec.simulator.config import SAMPLE, Config
    from botspec.simulator.listings import told_steps

    panel = bars.panel
    return Config(
        symbols=bot.feed_symbols,
        starts_at=moment(int(panel.closed_at[bars.start - 1])) if bars.start else moment(int(panel.opened_at[0])),
        cash=bot.simulation.cash,
        bars=SAMPLE if bot.data.path is None else str(bot.data.path),
        timeframe=bot.pace.value,
        width=bot.data.reading.width,
        zone=bot.data.reading.zone,
        first=date.fromordinal(int(panel.session[0])),
        last=date.fromordinal(int(panel.session[-1])),
        slippage_bps=bot.simulation.slippage.bps,
        slippage_impact=bot.simulation.slippage.impact,
        fees=bot.simulation.fees.told,
        max_participation=bot.simulation.max_participation,
        shorting=bot.shorts,
        extended=bot.hours.extended,
        assets={symbol: told_steps(steps) for symbol, steps in bot.simulation.steps.items()},
        idle_exit=IDLE_SECONDS,
        seed=bot.digest,
        chaos=chaos,
        store=str(folder / "broker.sqlite"),
    )


def simulated(bot: Pipeline, embedded: Simulator, journal: Journal, remembered: Remembered) -> Environment:
    """Everything through alpaca-py against the embedded simulator, time stepped by the run."""
    from botspec.adapters.system.simulated_clock import SteppedClock

    clock = SteppedClock(embedded.control)
    return _alpaca(bot, journal, clock, remembered, _here(embedded))


def wall_clock(stop: Callable[[], bool], sleep: Callable[[float], None] | None = None) -> Clock:
    """The machine's time."""
    from botspec.adapters.system.bell import Bell
    from botspec.adapters.system.clock import WallClock

    return WallClock(sleep=sleep or Bell().sleep, stop=stop)


def paper_venue(credentials: Credentials, *, streams: bool = True) -> Venue:
    """Alpaca's paper account."""
    from botspec.adapters.system.origin import MARKET_DATA, PAPER_TRADING, Origin

    return Venue(Origin(PAPER_TRADING), Origin(MARKET_DATA), credentials, connections=BURST, streams=streams)


def by_the_clock(bot: Pipeline, venue: Venue, clock: Clock, journal: Journal, remembered: Remembered) -> Environment:
    """Trading at a venue as its time passes."""
    env = _alpaca(bot, journal, clock, remembered, venue)
    env = replace(env, account=lambda: env.broker.snapshot().equity)
    return _patient(env, venue.pace, bot.heartbeat)


def shadowed(
    bot: Pipeline, venue: Venue, clock: Clock, journal: Journal, remembered: Remembered, account: CommandLog
) -> Environment:
    """A venue's prices and time; the account is kept in `account`. Nothing is connected that could take an order."""
    from botspec.adapters.shadow_broker import ShadowBroker
    from botspec.domain.assets import facts_of
    from botspec.run.environment import Environment

    feed, _ = _feed(bot, venue, remembered)
    exchange = _exchange(bot, max(bot.simulation.cash, bot.capital), bot.prefix)
    known = remembered.booked, remembered.live
    broker = ShadowBroker(exchange, feed, bot.feed_symbols, account, hours=bot.hours, booked=known[0], live=known[1])
    environment = Environment(feed, broker, clock, journal, sessions=bot.hours.sessions)
    return _patient(replace(environment, assets=partial(facts_of, bot.simulation.steps)), venue.pace, bot.heartbeat)


def live_venue(passed: GatesPassed | ReadsPassed, credentials: Credentials, *, streams: bool = True) -> Venue:
    """Alpaca's live account: the one line in the product that says so, and the proof it asks for."""
    from botspec.adapters.system.origin import MARKET_DATA, Origin, live

    return Venue(live(passed), Origin(MARKET_DATA), credentials, connections=BURST, streams=streams)


def running_simulator(address: Path) -> Simulator:
    """A simulator on this machine whose `--json` line is in the file `address`. Raises Unavailable."""
    from botspec.adapters.system.child import attach
    from botspec.ports.broker import Unavailable

    found = attach(address)
    if found is None:
        raise Unavailable(f"no simulator on this machine answers at the address in {address}", retry=False)
    return found


def pace_of(running: Simulator) -> float:
    """Simulated seconds a second. Raises Unavailable when it is stepped by hand."""
    from botspec.ports.broker import Unavailable

    speed = running.control.state().get("speed")
    if not speed:
        raise Unavailable("a rehearsal needs a simulator that runs by itself: serve it with --speed", retry=False)
    return float(speed)


def following_clock(
    running: Simulator, stop: Callable[[], bool], sleep: Callable[[float], None] | None = None
) -> Clock:
    """The time of a simulator that runs by itself."""
    from botspec.adapters.system.bell import Bell
    from botspec.adapters.system.simulated_clock import FollowingClock

    return FollowingClock(running.control, pace_of(running), sleep=sleep or Bell().sleep, stop=stop)


def rehearsal_venue(running: Simulator, *, streams: bool = True) -> Venue:
    """A simulator on this machine that runs by itself, at its pace."""
    return replace(_here(running), connections=BURST, pace=pace_of(running), streams=streams)


def _here(running: Simulator) -> Venue:
    return Venue(running.origin, running.origin, running.credentials)


def _patient(environment: Environment, pace: float, heartbeat: timedelta) -> Environment:
    """With the waits of a run by the clock, in the clock's own seconds."""
    return replace(
        environment,
        grace=PAPER_GRACE * pace,
        heartbeat=heartbeat * max(pace / HEARTBEATS_PER_SECOND / heartbeat.total_seconds(), 1.0),
        patience=PAPER_PATIENCE * pace,
    )


def _alpaca(
    bot: Pipeline,
    journal: Journal,
    clock: Clock,
    remembered: Remembered,
    venue: Venue,
) -> Environment:
    from botspec.adapters.alpaca import connect
    from botspec.adapters.alpaca.assets import asset_facts
    from botspec.adapters.alpaca.broker import AlpacaBroker
    from botspec.adapters.alpaca.conditions import AlpacaConditions
    from botspec.adapters.alpaca.times import broker_sessions, clock_skew
    from botspec.run.environment import Environment

    connection, *beside = connect.trading_pool(venue.trading, venue.credentials, venue.connections)
    broker = AlpacaBroker(
        connection,
        beside=beside,
        prefix=bot.prefix,
        since=remembered.began_at,
        booked=remembered.booked,
        note=remembered.note,
    )
    for client_order_id in remembered.live:
        broker.track(client_order_id)
    feed, data = _feed(bot, venue, remembered)
    return Environment(
        feed,
        broker,
        clock,
        journal,
        sessions=bot.hours.by(partial(broker_sessions, connection)),
        skew=partial(clock_skew, connection, clock.now) if venue.pace == 1 else None,
        assets=partial(asset_facts, connection),
        conditions=AlpacaConditions(data, connection, bot.data.live.value) if venue.pace == 1 else None,
        hints=_hints(bot, venue, remembered.ring) if venue.streams else None,
    )


def _feed(bot: Pipeline, venue: Venue, remembered: Remembered) -> tuple[AlpacaFeed, DataConnection]:
    """Bars and prices, and the connection they come over."""
    from botspec.adapters.alpaca import connect
    from botspec.adapters.alpaca.feed import AlpacaFeed, FeedNames

    data = connect.prices_of(bot.feed_symbols, venue.data, venue.credentials)
    feed = AlpacaFeed(
        data,
        connect.corporate_actions(venue.data, venue.credentials),
        symbols=bot.feed_symbols,
        timeframe=bot.pace.value,
        anchor=remembered.anchor,
        feeds=FeedNames(bot.data.history.value, bot.data.live.value),
        native=venue.data.local,
        hours=bot.hours,
    )
    return feed, data


def _hints(bot: Pipeline, venue: Venue, ring: Callable[[], None]) -> Hints:
    from botspec.adapters.alpaca.hints import Addresses, AlpacaHints

    addresses = Addresses.of(venue.trading, venue.data, bot.data.live.value, bot.hours)
    minutes = bot.data.timeframe is Timeframe.MINUTE
    return AlpacaHints(addresses, venue.credentials, bot.feed_symbols, minutes=minutes, hours=bot.hours, ring=ring)
