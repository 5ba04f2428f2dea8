"""What a mode gives a run: the only things that differ between modes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from botspec.domain.assets import AssetFacts
from botspec.market.calendar import Session
from botspec.market.calendar import sessions as shipped_sessions
from botspec.ports.broker import Broker
from botspec.ports.clock import Clock
from botspec.ports.conditions import Conditions
from botspec.ports.feed import Feed
from botspec.ports.hints import Hints
from botspec.ports.journal import Journal
from botspec.ports.operator import NOBODY, Operator
from botspec.ports.witness import NO_WITNESS, Witness

Assets = Callable[[Sequence[str]], Sequence[AssetFacts]]
Sessions = Callable[[date, date], Sequence[Session]]


@dataclass(frozen=True, slots=True)
class Environment:
    """Feed, broker, clock and journal of a live run.

    `grace` is how long a late bar or price is waited for; `heartbeat` how often guards look between bars, None for
    never (accelerated time); `patience` how long an unavailable broker or feed is asked again before giving up.
    `sessions` is whose calendar counts: the broker's where there is one; `skew` how far its clock is ahead of ours
    (at least; None: it answered too slowly to tell);
    `operator` is the person who may interrupt; `assets` says what the broker trades, where there is one to ask;
    `hints` is what streams tell: without them the loop asks. `conditions` tells of quotes and lending; without it the
    market is the one that bars stand for. `witness` keeps what is decided on, so that it can be decided again.
    `account` tells what the whole account is worth, USD, for guards that watch it; without it the account is the one
    that is simulated.
    """

    feed: Feed
    broker: Broker
    clock: Clock
    journal: Journal
    grace: timedelta = timedelta(0)
    heartbeat: timedelta | None = None
    patience: timedelta = timedelta(0)
    sessions: Sessions = shipped_sessions
    skew: Callable[[], timedelta | None] | None = None
    operator: Operator = NOBODY
    assets: Assets | None = None
    hints: Hints | None = None
    conditions: Conditions | None = None
    witness: Witness = NO_WITNESS
    account: Callable[[], Decimal | None] | None = None
