"""The last prices of what was split and has not traded since: told in the shares that are held by now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from botspec.ports.feed import Feed
from botspec.run.desk import Desk
from botspec.run.window import Window

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def last_closes(desk: Desk, window: Window, at: datetime) -> NDArray[np.float64]:
    """The newest closes [N] as of `at`; a split of today counts once its shares are booked."""
    today = desk.bot.hours.day(at).toordinal()
    prices, booked = window.last_close(today - 1), split_today(desk, at)
    if booked:
        newer, prices = window.last_close(today), prices.copy()
        for symbol in booked:
            prices[desk.columns[symbol]] = newer[desk.columns[symbol]]
    return prices


def learn_splits(desk: Desk, window: Window, feed: Feed, at: datetime) -> None:
    """Ask what a split was that has been booked today, when the bars have not told yet."""
    today = desk.bot.hours.day(at).toordinal()
    if any(not window.has_split(symbol, today) for symbol in split_today(desk, at)):
        window.learn(feed.actions(at))


def without_old_prices(desk: Desk, window: Window, fresh: Mapping[str, float], at: datetime) -> Mapping[str, float]:
    """Before an open the last trade of what was split and has no bar since is one of old shares."""
    session = desk.bot.hours.session_on(desk.bot.hours.day(at))
    if not desk.state.split_on or (session is not None and at >= session.opens_at):
        return fresh
    old = {
        symbol for symbol, on in desk.state.split_on.items() if symbol in fresh and not window.traded_since(symbol, on)
    }
    return {symbol: price for symbol, price in fresh.items() if symbol not in old} if old else fresh


def split_today(desk: Desk, at: datetime) -> list[str]:
    """Symbols whose split was booked on the day of `at`."""
    if not desk.state.split_on:
        return []
    today = desk.bot.hours.day(at)
    return [symbol for symbol, on in desk.state.split_on.items() if on == today and symbol in desk.columns]
