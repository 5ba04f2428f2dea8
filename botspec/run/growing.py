"""Signals of a window that grows: only rows that are new are computed, with the bits the whole would have."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from botspec.run.prepare import signals_for
from botspec.run.so_far import decisions
from botspec.run.stepping import SteppedSignals, stepped
from botspec.run.view import SideSignals, Signals
from botspec.spec.decide import BAR_CLOSE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.market.panel import Panel
    from botspec.pipeline import Pipeline
    from botspec.strategy.targets import TargetColumns


class GrowingSignals:
    """Remembers the rows it has computed; of rules that allow it also what one row more needs to know of them."""

    def __init__(self, bot: Pipeline) -> None:
        self._bot = bot
        self._known: Signals | None = None
        self._stepped: SteppedSignals | None = None

    def of(self, panel: Panel) -> Signals:
        """Signals at every row of `panel`, which begins with the rows of the panel before it."""
        known = self._known
        if known is None or len(known) == 0:
            known = signals_for(self._bot, panel)
            self._stepped = stepped(self._bot, panel, known)
        elif len(known) < len(panel):
            known = self._one_more(panel) or self._computed(known, panel)
        self._known = known
        return known

    def _one_more(self, panel: Panel) -> Signals | None:
        if self._stepped is None:
            return None
        found = self._stepped.after(panel)
        if found is None:
            self._stepped = None
        return found

    def _computed(self, known: Signals, panel: Panel) -> Signals:
        newer = signals_for(self._bot, panel, len(known))
        rows = np.arange(len(panel)) if self._bot.decide is BAR_CLOSE else decisions(self._bot, panel)
        return _joined(known, newer, rows)


def _joined(known: Signals, newer: Signals, decided: NDArray[np.int64]) -> Signals:
    short = None if known.short is None or newer.short is None else _side(known.short, newer.short, decided)
    return Signals(
        rank=np.concatenate((known.rank, newer.rank[len(known) :])),
        long=_side(known.long, newer.long, decided),
        short=short,
        targets=_targets(known.targets, newer.targets),
        numbers={
            text: np.concatenate((column, newer.numbers[text][len(known) :])) for text, column in known.numbers.items()
        },
    )


def _targets(known: TargetColumns | None, newer: TargetColumns | None) -> TargetColumns | None:
    if known is None or newer is None:
        return None
    weights = np.concatenate((known.weights, newer.weights[len(known.weights) :]))
    return replace(newer, weights=weights)


def _side(known: SideSignals, newer: SideSignals, decided: NDArray[np.int64]) -> SideSignals:
    """`decided` are the rows of decisions: a signal stands from one of them to the next."""
    rows = len(known.entry)
    entry = np.concatenate((known.entry, newer.entry[rows:]))
    since = np.concatenate((known.since, newer.since[rows:]))
    since[rows:] = np.arange(rows, len(entry), dtype=since.dtype)[:, np.newaxis]
    for before, row in pairwise(decided[max(int(np.searchsorted(decided, rows)) - 1, 0) :].tolist()):
        since[row] = np.where(entry[row] == entry[before], since[before], row)
    return SideSignals(
        entry=entry,
        exit=np.concatenate((known.exit, newer.exit[rows:])),
        since=since,
    )
