"""A journal's rows by kind, each in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar

from botspec.domain.rows import AdoptedRow, CashRow, FillRow, MarkRow, Row

R = TypeVar("R", bound=Row)
_BOOKED = (FillRow, CashRow, AdoptedRow)


class SortedRows:
    """Read once; asking for a kind gives its rows in order."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._by_kind: dict[type[Any], list[Any]] = defaultdict(list)
        self._last_at: dict[type[Any], int] = {}
        self._marked: dict[type[Any], int] = {}
        for index, row in enumerate(rows):
            kind = type(row)
            if kind is MarkRow:
                self._marked = {each: len(self._by_kind[each]) for each in _BOOKED}
            self._by_kind[kind].append(row)
            self._last_at[kind] = index

    def of(self, kind: type[R]) -> tuple[R, ...]:
        """All rows of a kind."""
        return tuple(self._by_kind.get(kind, ()))

    def unmarked(self, kind: type[R]) -> tuple[R, ...]:
        """Fills, movements of cash or what was adopted, as far as it was booked after the newest mark."""
        return tuple(self._by_kind.get(kind, ())[self._marked.get(kind, 0) :])

    def last(self, kind: type[R]) -> R | None:
        """The newest row of a kind."""
        found = self._by_kind.get(kind)
        return found[-1] if found else None

    def newer(self, kind: type[Row], than: type[Row]) -> bool:
        """True when the newest row of `kind` comes after the newest of `than` (or there is none of `than`)."""
        return self._last_at.get(kind, -1) > self._last_at.get(than, -1)
