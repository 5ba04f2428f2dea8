"""What a run by the clock decides on goes into its journal, so that `botspec replay` can decide it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.rows import (
    CancelRow,
    DecisionRow,
    DeniedRow,
    DroppedRow,
    IntentRow,
    NoteRow,
    Row,
    TripRow,
    WantedRow,
)
from botspec.domain.seen import ActionSeen, BarsRow, SeenRow
from botspec.journal.columns import pack
from botspec.run.recording import CONDITIONS, OPEN, lending_of, spread_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from botspec.adapters.sqlite.journal import SqliteJournal
    from botspec.journal.chain import Seal
    from botspec.journal.columns import Column
    from botspec.journal.memory import MemoryJournal
    from botspec.market.panel import CorporateAction, Panel
    from botspec.market.slice import Slice
    from botspec.ports.conditions import Conditions
    from botspec.run.environment import Environment

ROOM = 256 * 2**20
DECIDED = (DecisionRow, WantedRow, DroppedRow, DeniedRow, IntentRow, CancelRow, TripRow)
NO_ROOM = "the room for bars is used up: what is decided from here on cannot be replayed"


class KeepingJournal:
    """ports.journal.Journal and ports.witness.Witness: keeps what is seen when something is decided on it.

    Bars and what is seen at an open are always kept; prices of a heartbeat and conditions only when a row follows from
    them. No more than `room` bytes of bars are kept; `cramped` says that the disk has none to spare.
    """

    def __init__(
        self,
        journal: SqliteJournal | MemoryJournal,
        now: Callable[[], datetime],
        *,
        room: int = ROOM,
        cramped: Callable[[], bool] = lambda: False,
    ) -> None:
        self._journal, self._now, self._cramped = journal, now, cramped
        self._left = room - journal.kept_bytes()
        self._looked: SeenRow | None = None
        self._told: dict[str, Decimal | None] = {}
        self._told_of_room = False
        self._grace = timedelta(0)

    def append(self, row: Row) -> None:
        if isinstance(row, DECIDED):
            self._write_seen(row)
        self._journal.append(row)

    def commit(self) -> None:
        self._journal.commit()

    def rows(self) -> Iterator[Row]:
        return self._journal.rows()

    def store_columns(self, columns: Mapping[str, NDArray[np.float64] | NDArray[np.int64]]) -> None:
        self._journal.store_columns(columns)

    def seal(self) -> Seal:
        """Of the journal."""
        return self._journal.seal()

    def history(self, panel: Panel, at: datetime) -> None:
        from botspec.journal.blocks import of_panel

        row = BarsRow(at, None, panel.symbols, (), _seen(panel.actions), self._grace.total_seconds())
        self._keep(row, of_panel(panel))

    def bars(self, bars: Slice, actions: Sequence[CorporateAction], instant: datetime) -> None:
        from botspec.journal.blocks import of_slice

        self._looked = None
        self._keep(BarsRow(self._now(), instant, (), (), _seen(actions)), [of_slice(bars)])

    def prices(self, what: str, prices: Mapping[str, float], at: datetime) -> None:
        self._looked = SeenRow(at, what, prices, {})
        if what == OPEN:
            self._write_looked()

    def watching(self, env: Environment) -> Environment:
        """The same, with this as its witness."""
        self._grace = env.grace
        conditions = None if env.conditions is None else KeptConditions(env.conditions, self._told)
        return replace(env, witness=self, conditions=conditions)

    # ---- inside

    def _keep(self, row: BarsRow, blocks: Iterable[Column]) -> None:
        """Bars first and their row after them: a row's blocks are durable with it."""
        kept: list[str] = []
        if self._left > 0 and not self._cramped():
            for packed in map(pack, blocks):
                self._journal.keep(packed)
                self._left -= len(packed.data)
                kept.append(packed.sha256)
        elif not self._told_of_room:
            self._told_of_room = True
            self._journal.append(NoteRow(row.at, "warning", "BARS_NOT_KEPT", NO_ROOM))
        self._journal.append(replace(row, blocks=tuple(kept)))

    def _write_seen(self, row: Row) -> None:
        if self._looked is not None:
            self._write_looked()
        if self._told and isinstance(row, (WantedRow, DeniedRow, IntentRow)):
            self._journal.append(SeenRow(row.at, CONDITIONS, {}, dict(self._told)))
            self._told.clear()

    def _write_looked(self) -> None:
        if self._looked is not None:
            self._journal.append(self._looked)
            self._looked = None


class KeptConditions:
    """ports.conditions.Conditions that are remembered in `told`."""

    def __init__(self, conditions: Conditions, told: dict[str, Decimal | None]) -> None:
        self._conditions, self._told = conditions, told

    def spread(self, symbol: str) -> Decimal | None:
        self._told[spread_of(symbol)] = found = self._conditions.spread(symbol)
        return found

    def easy_to_borrow(self, symbol: str) -> bool | None:
        found = self._conditions.easy_to_borrow(symbol)
        self._told[lending_of(symbol)] = None if found is None else Decimal(found)
        return found


def _seen(actions: Sequence[CorporateAction]) -> tuple[ActionSeen, ...]:
    return tuple(ActionSeen(each.symbol, each.ex_on, each.kind.value, each.value) for each in actions)
