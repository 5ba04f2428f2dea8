"""`botspec replay` of a run by the clock: every moment whose bars its journal keeps, decided again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from botspec.app.guardian import LockHolds, ReduceOnly
from botspec.app.ran import bot_that_ran, narrowed_as_it_was
from botspec.app.request import Refused
from botspec.domain.modes import Mode
from botspec.domain.rows import HeaderRow, Row, SpecRow
from botspec.domain.seen import ActionSeen, BarsRow

if TYPE_CHECKING:
    from botspec.adapters.sqlite.journal import SqliteJournal
    from botspec.market.panel import CorporateAction, Panel
    from botspec.pipeline import Pipeline
    from botspec.risk.limits.limit import Limit
    from botspec.run.again import DecidedAgain

GUARDIAN, APPROVED = "guardian (", "approved until "


def decided_again(
    file: SqliteJournal, rows: Sequence[Row], given: Path | None, wanted: Callable[[SpecRow], bool] = lambda _: True
) -> DecidedAgain:
    """`given` is where the spec lies now, `wanted` which of those that ran are looked at.

    Raises JournalDamaged, and Refused when no spec that ran is at hand.
    """
    from botspec.journal.blocks import panel_of
    from botspec.run.again import decide_again

    bots = _Bots(given, wanted)

    def bars(row: BarsRow, symbols: tuple[str, ...]) -> Panel:
        return panel_of(symbols, file.blocks(row), tuple(action_of(each) for each in row.actions))

    found = decide_again(rows, bots.of, bars)
    if not bots.known and bots.refused is not None:
        raise bots.refused
    return found


class _Bots:
    """The bots that ran, each compiled once."""

    def __init__(self, given: Path | None, wanted: Callable[[SpecRow], bool]) -> None:
        self._given, self._wanted = given, wanted
        self.known: dict[str, Pipeline] = {}
        self.refused: Refused | None = None

    def of(self, spec: SpecRow, header: HeaderRow | None) -> Pipeline | None:
        """None when that version of the spec is not at hand."""
        if header is None or not self._wanted(spec):
            return None
        if spec.digest not in self.known:
            try:
                self.known[spec.digest] = bot_that_ran(spec, header, self._given)
            except Refused as refused:
                self.refused = refused
                return None
        bot, _ = narrowed_as_it_was(self.known[spec.digest], spec.narrowed)
        limits = (*_imposed(spec), *bot.limits)
        return replace(bot, capital=spec.capital, limits=limits, funds=None)


def _imposed(spec: SpecRow) -> Iterator[Limit]:
    """What the run's own start put before the spec's limits."""
    for note in spec.narrowed:
        if note.startswith(GUARDIAN):
            yield ReduceOnly(tuple(note.removeprefix(GUARDIAN).removesuffix(")").split(", ")))
    approved = next((each for each in spec.limits if each.startswith(APPROVED)), None)
    if Mode(spec.mode) is Mode.LIVE and approved is not None:
        until = datetime.strptime(approved.removeprefix(APPROVED) + "+0000", "%Y-%m-%d %H:%M UTC%z")
        yield LockHolds(until, lambda: spec.starts_at or until)


def action_of(seen: ActionSeen) -> CorporateAction:
    """A corporate action as the journal tells it."""
    from botspec.market.panel import ActionKind, CorporateAction

    return CorporateAction(seen.symbol, seen.ex_on, ActionKind(seen.what), seen.value)
