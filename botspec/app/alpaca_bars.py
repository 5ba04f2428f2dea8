"""Bars of `source: alpaca` for a run over the past: from the cache, and from Alpaca what is missing there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from botspec import wiring
from botspec.adapters.system.cache import cache_root
from botspec.adapters.system.clock import WallClock
from botspec.adapters.system.secrets import credentials
from botspec.app.request import Refused
from botspec.data import warmup
from botspec.data.recorded import Days
from botspec.data.warmup import WarmedUp
from botspec.ports.broker import Unavailable
from botspec.spec.words import Source

if TYPE_CHECKING:
    from botspec.app.request import RunRequest
    from botspec.data.recorded import Held
    from botspec.pipeline import Pipeline

INVALID = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run needs of Alpaca's history: `days` with its warm-up, its period from `first` on."""

    days: Days
    first: date
    place: wiring.HistoryPlace


def bars_of(bot: Pipeline, request: RunRequest) -> WarmedUp:
    """The bars of a run over the past, whatever their source.

    Raises Refused, DataRefused, CredentialsRefused, Unavailable.
    """
    if bot.data.source is not Source.ALPACA:
        return wiring.local_bars(bot)
    asked = asked_for(bot, request)
    panel, left_out = wiring.placed_history(bot, held_for(bot, asked), asked.days, asked.place.now)
    absent = [symbol for number, symbol in enumerate(panel.symbols) if not panel.has_bars(number)]
    if absent or int(panel.session[-1]) < asked.first.toordinal():
        raise Unavailable(_nothing(bot, asked, absent or bot.feed_symbols), retry=False)
    return replace(wiring.warmed_up(bot, panel, asked.first), quality=left_out)


def asked_for(bot: Pipeline, request: RunRequest) -> Asked:
    """The days that a run needs, and where they come from. Raises Refused, Unavailable."""
    place = _place(bot, request)
    today = bot.hours.day(place.now)
    last = min(bot.simulation.last or today, today)
    span = bot.simulation.span
    first = bot.simulation.first or (None if span is None else last - span)
    if first is None:
        raise Refused("source alpaca needs a period: write simulation: {period: {last: 5y}}", INVALID)
    if first > last:
        raise Refused(f"the period starts on {first}, and today is {last}", INVALID)
    return Asked(Days(warmup.earliest(first, wiring.seen_before(bot), bot.data.timeframe), last), first, place)


def held_for(bot: Pipeline, asked: Asked) -> Mapping[str, Held]:
    """History of the bot's symbols, kept for the next time. Raises CredentialsRefused, Unavailable.

    Nothing is under way yet, so that no failure is one to go on from.
    """
    try:
        return wiring.alpaca_history(bot, asked.place, asked.days)
    except Unavailable as error:
        raise Unavailable(str(error), retry=False) from error


def _place(bot: Pipeline, request: RunRequest) -> wiring.HistoryPlace:
    root = cache_root(request.environment)
    if request.simulator is not None:
        return wiring.simulated_history(request.simulator, root)
    return wiring.HistoryPlace("alpaca", root, WallClock().now(), lambda: credentials(bot.account, request.environment))


def _nothing(bot: Pipeline, asked: Asked, symbols: Sequence[str]) -> str:
    feed, days = bot.data.history.value, asked.days
    listed = f"no {bot.data.timeframe} bars of {', '.join(symbols)} from {days.first} to {days.last}"
    hint = ": sip goes back further, say data: {feed: {history: sip}}" if feed == "iex" else ""
    return f"Alpaca's feed {feed} has {listed}{hint}"
