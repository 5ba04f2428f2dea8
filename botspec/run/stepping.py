"""Signals of a window that grows a row at a time, each row computed alone where the rules allow it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from botspec.expressions.steps import NotStepped
from botspec.run.view import WARMING_UP, SideSignals, Signals
from botspec.spec.decide import BAR_CLOSE
from botspec.strategy.newest_signals import NewestSignals, SideRow, SignalRow, is_stepped
from botspec.strategy.rules import Rules

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.market.panel import Panel
    from botspec.pipeline import Pipeline


def stepped(bot: Pipeline, panel: Panel, known: Signals) -> SteppedSignals | None:
    """Steps that go on from `known`, the signals of `panel`; None where only whole columns give the same bits.

    The last row known is made once more by a step: what does not come out the same is never used.
    """
    rules = bot.strategy
    if bot.decide is not BAR_CLOSE or bot.removed or not isinstance(rules, Rules) or len(panel) <= 1:
        return None
    traded = panel if panel.symbols == bot.symbols else panel.select(bot.symbols)
    if not is_stepped(rules, bot.price_rules, traded):
        return None
    try:
        newest = NewestSignals(rules, bot.price_rules, traded.upto(len(panel) - 1))
        again = SteppedSignals(bot, newest, known, len(panel) - 1).after(panel)
    except NotStepped:
        return None
    if again is None or not _same(again, known):
        return None
    return SteppedSignals(bot, newest, known, len(panel))


class SteppedSignals:
    """Columns with room to grow, so that a row more copies nothing."""

    def __init__(self, bot: Pipeline, newest: NewestSignals, known: Signals, rows: int) -> None:
        self._bot, self._newest, self._rows = bot, newest, rows
        self._columns = {name: _room(column, rows) for name, column in _columns(known).items()}

    def after(self, panel: Panel) -> Signals | None:
        """Signals with the newest row of `panel`; None when it is not just one more, or steps do not tell it."""
        bot = self._bot
        if len(panel) != self._rows + 1 or panel.actions:
            return None
        try:
            row = self._newest.after(panel if panel.symbols == bot.symbols else panel.select(bot.symbols))
        except NotStepped:
            return None
        for name, values in self._row(row).items():
            column = self._columns[name]
            if self._rows == len(column):
                column = self._columns[name] = _room(column, 2 * self._rows)
            column[self._rows] = values
        self._rows += 1
        return self._signals()

    def _row(self, row: SignalRow) -> dict[str, NDArray[Any]]:
        found: dict[str, NDArray[Any]] = {"rank": row.rank, **self._side("long", row.long, row.ready)}
        if row.short is not None:
            found |= self._side("short", row.short, row.ready)
        return found | {f"number {text}": values for text, values in row.numbers.items()}

    def _side(self, side: str, row: SideRow, ready: NDArray[np.bool_]) -> dict[str, NDArray[Any]]:
        entry = np.where(ready, row.enter, np.int8(WARMING_UP))
        since = np.full(len(entry), self._rows, dtype=np.int32)
        if self._rows:
            same = entry == self._columns[f"{side} entry"][self._rows - 1]
            since[same] = self._columns[f"{side} since"][self._rows - 1][same]
        return {f"{side} entry": entry, f"{side} exit": row.exit, f"{side} since": since}

    def _signals(self) -> Signals:
        known = {name: column[: self._rows] for name, column in self._columns.items()}
        sides = {
            side: SideSignals(known[f"{side} entry"], known[f"{side} exit"], known[f"{side} since"])
            for side in ("long", "short")
            if f"{side} entry" in known
        }
        numbers = {name.removeprefix("number "): known[name] for name in known if name.startswith("number ")}
        return Signals(rank=known["rank"], long=sides["long"], short=sides.get("short"), numbers=numbers)


def _columns(known: Signals) -> dict[str, NDArray[Any]]:
    found: dict[str, NDArray[Any]] = {"rank": known.rank}
    for name, side in (("long", known.long), ("short", known.short)):
        if side is not None:
            found |= {f"{name} entry": side.entry, f"{name} exit": side.exit, f"{name} since": side.since}
    return found | {f"number {text}": column for text, column in known.numbers.items()}


def _room(column: NDArray[Any], rows: int) -> NDArray[Any]:
    """By rows, as they are written and read; the first `rows` are kept."""
    larger = np.zeros((max(2 * rows, 64), *column.shape[1:]), dtype=column.dtype)
    kept = min(rows, len(column))
    larger[:kept] = column[:kept]
    return larger


def _same(first: Signals, second: Signals) -> bool:
    """To the bit in their last rows."""
    ours, theirs = _columns(first), _columns(second)
    return all(np.array_equal(ours[name][-1], theirs[name][-1], equal_nan=name[0] in "rn") for name in theirs)
