"""The newest prices there are, and what the bot is worth at them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from botspec.domain.seen import AccountRow
from botspec.ports.witness import NO_WITNESS
from botspec.run.listen import STEP, pause
from botspec.run.marks import holdings, value
from botspec.run.scopes import see_prices
from botspec.run.split_days import last_closes, learn_splits, without_old_prices

if TYPE_CHECKING:
    from botspec.run.desk import Desk
    from botspec.run.loop import Live


def fresh_now(run: Live, at: datetime) -> Mapping[str, float]:
    """Last prices by symbol, USD."""
    learn_splits(run.desk, run.window, run.env.feed, at)
    return without_old_prices(run.desk, run.window, run.env.feed.prices(run.desk.bot.symbols, at), at)


def seen(run: Live, at: datetime, what: str) -> Mapping[str, float]:
    """As `fresh_now`, kept in case that something is decided on them."""
    fresh = fresh_now(run, at)
    keep(run, what, fresh, at)
    return fresh


def keep(run: Live, what: str, fresh: Mapping[str, float], at: datetime) -> None:
    """Of what is held, ordered or waits to be: prices that anything may be decided on."""
    witness, state = run.env.witness, run.desk.state
    if witness is not NO_WITNESS:
        symbols = {*state.engaged, *(working.intent.request.symbol for working in state.again.values())}
        witness.prices(what, {symbol: price for symbol, price in fresh.items() if symbol in symbols}, at)


def equity_at(run: Live, fresh: Mapping[str, float], at: datetime) -> float:
    """The bot's equity at the newest prices there are, USD."""
    desk = run.desk
    held = holdings(desk.state.portfolio, desk.columns)
    last = last_closes(desk, run.window, at)
    prices = np.array([fresh.get(s, last[i]) for i, s in enumerate(desk.bot.symbols)])
    equity = value(float(desk.state.portfolio.cash), held, prices)
    if desk.scoped:
        see_prices(desk, session_under_way(desk, at), prices, equity)
    return equity


def read_account(run: Live, at: datetime) -> None:
    """Ask what the whole account is worth, for guards that watch it. Raises Unavailable."""
    desk, ask = run.desk, run.env.account
    if desk.of_account is None or ask is None:
        return
    desk.of_account.reads, before = True, desk.state.account
    equity = ask()
    if equity is not None:
        moved = desk.state.set_aside - before.set_aside if before is not None else Decimal(0)
        desk.record(AccountRow(at, equity, moved))
    if before is None:
        desk.of_account.begin(desk.state, desk.bot.hours.day(at).toordinal())


def session_under_way(desk: Desk, at: datetime) -> int:
    """Date ordinal of the session at `at`; before its open still the one before, as far as it is known."""
    on = desk.bot.hours.day(at)
    session, last = desk.bot.hours.session_on(on), desk.state.last_close
    if last is not None and (session is None or at < session.opens_at):
        return last.session
    return on.toordinal()


def fresh_at_open(run: Live, since: datetime) -> dict[str, float]:
    """Prices since the open: of what waits and what is held, or whatever there is when the mode's grace is over."""
    symbols = run.desk.bot.symbols
    wanted = {wish.symbol for wish in run.desk.state.outbox} | run.desk.state.portfolio.positions.keys()
    deadline = run.env.clock.now() + run.env.grace
    while True:
        fresh = dict(run.env.feed.prices(symbols, since))
        if wanted <= fresh.keys() or run.env.clock.now() >= deadline or run.over:
            return fresh
        pause(run, run.env.clock.now() + STEP)
