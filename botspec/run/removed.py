"""Symbols that the bot is still in but its spec no longer names: nothing is entered, what is held goes or stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from botspec.domain.account import AccountSnapshot
from botspec.domain.intents import Leg
from botspec.domain.rows import DroppedRow, NoteRow
from botspec.pipeline import Pipeline
from botspec.run.desk import Desk
from botspec.run.leaving import clear_the_way, leave
from botspec.run.state import State
from botspec.run.working import is_entry
from botspec.spec.words import OnRemove

NO_LONGER_TRADED = "the spec no longer trades it"
BECOMES = {
    OnRemove.UNWIND: "its position is closed",
    OnRemove.ADOPT: "its position is kept until one of its exits acts",
    OnRemove.FREEZE: "its position is left alone: no exit looks after it, only a flatten closes it",
}


def with_removed(bot: Pipeline, state: State) -> Pipeline:
    """The bot with such symbols behind its own, unless they are to stop it.

    A run narrowed to some of the spec's symbols has removed none: what it finds in the others still stops it.
    """
    left = tuple(sorted(state.engaged - {*bot.symbols}))
    narrowed = any(note.startswith("--symbols") for note in bot.narrowed)
    if not left or narrowed or bot.on_remove is OnRemove.REFUSE:
        return bot
    return replace(bot, symbols=(*bot.symbols, *left), removed=left)


def deal_with_removed(desk: Desk, snapshot: AccountSnapshot, at: datetime) -> None:
    """At a start: end every entry into them, say what becomes of them, and wish out of what is to be unwound."""
    prices = {position.symbol: position.last_price for position in snapshot.positions}
    for symbol in desk.bot.removed:
        _end_entries(desk, symbol, at)
        text = f"{symbol}: {NO_LONGER_TRADED}; {BECOMES[desk.bot.on_remove]} (on_remove: {desk.bot.on_remove})"
        desk.record(NoteRow(at, "warning", "REMOVED", text))
        if desk.bot.on_remove is OnRemove.UNWIND:
            _unwind(desk, symbol, prices.get(symbol), at)


def _end_entries(desk: Desk, symbol: str, at: datetime) -> None:
    for wish in desk.state.wishes_in(symbol):
        if not wish.leg.reduces:
            desk.record(DroppedRow(at, wish, NO_LONGER_TRADED))
    for working in desk.state.live_in(symbol):
        if is_entry(working):
            desk.cancel(working, NO_LONGER_TRADED, at)


def _unwind(desk: Desk, symbol: str, price: Decimal | None, at: datetime) -> None:
    quantity = clear_the_way(desk, symbol, Leg.UNWIND, at)
    if quantity != 0:
        leave(desk, symbol, Leg.UNWIND, at, quantity, price or desk.state.portfolio.positions[symbol].average_price)
