"""Named points at which a process dies, put into the product from outside for as long as a campaign lasts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from botspec.adapters.sqlite.journal import SqliteJournal
from botspec.domain.rows import FillRow, MarkRow, OutcomeRow, Row, TripRow
from botspec.run import startup
from botspec.run.desk import Desk


class SimCrash(BaseException):
    """The process is gone: no `except Exception` sees it."""


@dataclass(slots=True)
class Grim:
    """Counts how often each point is passed in this process; at the one that is due the process dies."""

    due: tuple[str, int] | None = None
    passed: Counter[str] = field(default_factory=Counter)
    died_at: Counter[str] = field(default_factory=Counter)

    def life(self, due: tuple[str, int] | None) -> None:
        """A new process begins."""
        self.due = due
        self.passed.clear()

    def passing(self, point: str) -> None:
        self.passed[point] += 1
        if self.due is not None and self.due == (point, self.passed[point]):
            self.due = None
            self.died_at[point] += 1
            raise SimCrash(point)


ROWS: dict[type[Row], str] = {
    FillRow: "booking a fill",
    MarkRow: "recording a mark",
    TripRow: "recording a trip",
    OutcomeRow: "recording an outcome",
}


@contextmanager
def points(passing: Callable[[str], None]) -> Iterator[None]:
    """Product code that tells `passing` where it is."""
    with ExitStack() as undo:
        undo.enter_context(_around(SqliteJournal, "commit", passing, "commit before", "commit after"))
        undo.enter_context(_around(startup, "_caught_up", passing, "start", None))
        undo.enter_context(_around(Desk, "_send", passing, "committed, not sent", None))
        record = Desk.record

        def recording(desk: Desk, row: Row) -> None:
            if type(row) in ROWS:
                passing(ROWS[type(row)])
            record(desk, row)

        undo.enter_context(mock.patch.object(Desk, "record", recording))
        yield


@contextmanager
def _around(owner: Any, name: str, passing: Callable[[str], None], before: str, after: str | None) -> Iterator[None]:
    original = getattr(owner, name)

    def patched(*given: Any, **named: Any) -> Any:
        passing(before)
        answer = original(*given, **named)
        if after is not None:
            passing(after)
        return answer

    with mock.patch.object(owner, name, patched):
        yield
