"""One simulated world: time, account and tape together."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from botspec.exchange.exchange import Exchange
from botspec.exchange.fees.told import told_fees
from botspec.exchange.slippage.bps import Bps, BpsParams
from botspec.exchange.slippage.none import NoSlippage
from botspec.exchange.slippage.slippage import Slippage
from botspec.exchange.slippage.volume_share import VolumeShare, VolumeShareParams
from botspec.market.fingerprint import fingerprint
from botspec.market.panel import Panel
from botspec.simulator import bars
from botspec.simulator.activities import Activities
from botspec.simulator.chaos.account import AccountChaos
from botspec.simulator.chaos.chaos import Chaos
from botspec.simulator.chaos.profile import parse
from botspec.simulator.chaos.streams import StreamChaos
from botspec.simulator.clock import Accelerated, Clock, Stepped
from botspec.simulator.config import Config
from botspec.simulator.desk import Desk
from botspec.simulator.hours import hours_of
from botspec.simulator.later import Later
from botspec.simulator.listings import listings
from botspec.simulator.settings import Settings
from botspec.simulator.store import Store
from botspec.simulator.streams.hub import Hub
from botspec.simulator.streams.late import LateTrades
from botspec.simulator.streams.prints import Prints
from botspec.simulator.streams.updates import Updates
from botspec.simulator.tape import Tape
from botspec.simulator.venue import Venue


@dataclass(slots=True)
class Access:
    """Whether the keys still count."""

    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Simulation:
    """What a request may look at. Only `desk` changes anything."""

    config: Config
    desk: Desk
    tape: Tape
    activities: Activities
    clock: Clock
    store: Store | None
    hub: Hub
    chaos: Chaos | None
    later: Later
    access: Access = field(default_factory=Access)

    @property
    def venue(self) -> Venue:
        """Time and bars."""
        return self.desk.venue

    @property
    def exchange(self) -> Exchange:
        """The account."""
        return self.desk.venue.exchange

    @property
    def now(self) -> datetime:
        """The simulated present."""
        return self.desk.venue.now

    def catch_up(self) -> None:
        """Move to the clock's present (nothing to do when time is stepped)."""
        self.advance(self.clock.now(self.now), always_keep=False)

    def advance(self, until: datetime, *, always_keep: bool, news: bool = False) -> None:
        """Move time on, and do on the way what was put off; with `news` no further than to the first fill."""
        while self.chaos is not None and (due := self._due(until)) is not None:
            told = self.desk.advance(due, always_keep=news, news=news)
            while self.later.due(self.now) is not None:
                self.later.take()()
            if told and news:
                return
        self.desk.advance(until, always_keep=always_keep, news=news)

    def _due(self, until: datetime) -> datetime | None:
        """When next something happens, in the market or of what was put off."""
        upcoming = self.venue.next_event_at
        market = upcoming if upcoming is not None and upcoming <= until else None
        return min((at for at in (market, self.later.due(until)) if at is not None), default=None)

    def state(self) -> Mapping[str, Any]:
        """What the control handle tells."""
        due = self.venue.next_event_at
        return {
            "now": self.now.isoformat(),
            "mode": "stepped" if self.clock.stepped else "accelerated",
            "speed": self.config.speed,
            "next_event_at": None if due is None else due.isoformat(),
            "symbols": list(self.tape.symbols),
            "timeframe": self.config.timeframe,
            "orders": len(self.exchange.orders()),
            "live_orders": len(self.exchange.live_orders()),
            "executions": len(self.exchange.executions),
            "equity": str(self.exchange.equity()),
            "listening": self.hub.listening(),
            "guesses": dict(self.exchange.guesses),
        }


def build(config: Config, panel: Panel | None = None) -> Simulation:
    """Load, open the account file, do its commands again. Raises ConfigRefused, StoreRefused."""
    loaded = bars.load(config) if panel is None else panel
    bars.check(loaded, config.starts_at, splits=config.splits)
    exchange = Exchange(
        cash=config.cash,
        slippage=_slippage(config),
        fees=told_fees(config.fees),
        max_participation=config.max_participation,
        multiplier=config.multiplier,
        shorting=config.shorting,
        extended=config.extended,
        ids=config.seed,
    )
    told = listings(config.assets)
    exchange.restrict(told.steps)
    settings = Settings(max_margin_multiplier=str(config.multiplier), no_shorting=not config.shorting)
    hours = hours_of(loaded.symbols, extended=config.extended)
    venue = Venue(loaded, exchange, config.starts_at, hours)
    chaos = None if config.chaos is None else Chaos(parse(config.chaos), lambda: venue.now)
    faults = None if chaos is None else AccountChaos(chaos)
    if faults is not None:
        exchange.divide(faults.part)
    store = None if config.store is None else Store(Path(config.store), _fingerprint(config, loaded))
    desk = Desk(venue, store, settings, told, config.seed, faults)
    clock = Stepped() if config.speed is None else Accelerated(desk.venue.now, config.speed)
    if chaos is not None:
        chaos.calm = clock.stepped  # until time moves, whoever comes may find out where it is
    hub = Hub(None if chaos is None else StreamChaos(chaos))
    Updates(exchange, hub, pending=config.pending)
    later = Later()
    market = "crypto" if hours.around_the_clock else "stocks"
    late = None if chaos is None else LateTrades(chaos, later, lambda batch: hub.market(market, batch))
    Prints(desk.venue, config.timeframe, hub, late)
    return Simulation(
        config, desk, Tape(loaded, config.timeframe, hours), Activities(exchange), clock, store, hub, chaos, later
    )


def _slippage(config: Config) -> Slippage:
    if config.slippage_impact:
        return VolumeShare(VolumeShareParams.model_construct(impact=config.slippage_impact))
    return Bps(BpsParams.model_construct(bps=config.slippage_bps)) if config.slippage_bps else NoSlippage()


def _fingerprint(config: Config, panel: Panel) -> str:
    """What must be the same for an account file to mean the same."""
    account = (
        config.starts_at.isoformat(),
        str(config.cash),
        str(config.slippage_bps),
        *((str(config.slippage_impact),) if config.slippage_impact else ()),
        config.fees,
        str(config.max_participation),
        config.multiplier,
        config.shorting,
        config.seed,
        config.chaos,
        fingerprint(panel),
    )
    return hashlib.sha256(repr(account).encode()).hexdigest()
