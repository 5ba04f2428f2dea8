"""Why the bot did what it did, and what a reader should know about the data: counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from botspec.domain.rows import DecisionRow, NoteRow


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """A reason code, how often it became the reason for a symbol, and its latest detail."""

    reason: str
    count: int
    symbols: tuple[str, ...]
    latest: datetime
    detail: str


@dataclass(frozen=True, slots=True)
class NoteGroup:
    """Notes of one level, code and text: how many, first and last."""

    level: str
    code: str
    text: str
    count: int
    first: datetime
    last: datetime


_LEVELS = {"error": 0, "warning": 1, "info": 2}


def reasons(decisions: Sequence[DecisionRow]) -> tuple[ReasonCount, ...]:
    """Most frequent first."""
    counts = Counter(row.reason for row in decisions)
    latest = {row.reason: row for row in decisions}
    symbols: dict[str, set[str]] = defaultdict(set)
    for row in decisions:
        symbols[row.reason].add(row.symbol)
    return tuple(
        ReasonCount(reason, number, tuple(sorted(symbols[reason])), latest[reason].at, latest[reason].detail)
        for reason, number in counts.most_common()
    )


def notes(rows: Sequence[NoteRow]) -> tuple[NoteGroup, ...]:
    """Errors first, then warnings, then the rest; equal ones together."""
    groups: dict[tuple[str, str, str], list[NoteRow]] = defaultdict(list)
    for row in rows:
        groups[(row.level, row.code, row.text)].append(row)
    found = [
        NoteGroup(level, code, text, len(same), same[0].at, same[-1].at) for (level, code, text), same in groups.items()
    ]
    return tuple(sorted(found, key=lambda group: _LEVELS.get(group.level, 0)))
