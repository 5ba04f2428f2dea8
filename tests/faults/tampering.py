"""`python -m tests.faults.tampering --count 10000`: a journal altered in every way, and whether it says where.

The tamperer has the file, drops the triggers, alters rows and puts the triggers back. Two ways leave a chain that
holds, a tail cut off and everything hashed anew: those show against the head hash noted elsewhere.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from botspec.adapters.sqlite import schema
from botspec.adapters.sqlite.journal import SqliteJournal
from botspec.journal.chain import link_hash
from botspec.ports.journal import JournalDamaged
from tests.fakes.a_run import a_run

Change = Callable[[sqlite3.Connection, int, random.Random], int]
DAYS = 30


def _edit(told: sqlite3.Connection, row: int, dice: random.Random) -> int:
    body = _column(told, "body", row)
    place = dice.randrange(len(body))
    other = dice.choice([each for each in "0123456789abcx" if each != body[place]])
    told.execute("UPDATE rows SET body = ? WHERE seq = ?", (body[:place] + other + body[place + 1 :], row))
    return row


def _kind(told: sqlite3.Connection, row: int, dice: random.Random) -> int:
    kinds = [each for each in ("fill", "mark", "order", "trip", "nonsense") if each != _column(told, "kind", row)]
    told.execute("UPDATE rows SET kind = ? WHERE seq = ?", (dice.choice(kinds), row))
    return row


def _hash(told: sqlite3.Connection, row: int, dice: random.Random) -> int:
    told.execute("UPDATE rows SET hash = ? WHERE seq = ?", (dice.randbytes(32), row))
    return row


def _remove(told: sqlite3.Connection, row: int, _: random.Random) -> int:
    told.execute("DELETE FROM rows WHERE seq = ?", (row,))
    return row


def _close_up(told: sqlite3.Connection, row: int, _: random.Random) -> int:
    told.execute("DELETE FROM rows WHERE seq = ?", (row,))
    _renumber(told, row, -1)
    return row


def _insert(told: sqlite3.Connection, row: int, dice: random.Random) -> int:
    kind, body = _column(told, "kind", row), _column(told, "body", row)
    _renumber(told, row - 1, 1)
    told.execute("INSERT INTO rows VALUES (?, ?, ?, ?)", (row, kind, body, dice.randbytes(32)))
    return row


def _swap(told: sqlite3.Connection, row: int, _: random.Random) -> int:
    content = "SELECT kind, body, hash FROM rows WHERE seq = ?"
    here, there = (told.execute(content, (number,)).fetchone() for number in (row, row + 1))
    for number, other in ((row, there), (row + 1, here)):
        told.execute("UPDATE rows SET kind = ?, body = ?, hash = ? WHERE seq = ?", (*other, number))
    return row


def _hash_alone(told: sqlite3.Connection, row: int, dice: random.Random) -> int:
    """The row is edited and hashed again, the ones after it are not: the next one no longer follows."""
    _edit(told, row, dice)
    before = _column(told, "hash", row - 1)
    again = link_hash(before, row, _column(told, "kind", row), _column(told, "body", row))
    told.execute("UPDATE rows SET hash = ? WHERE seq = ?", (again, row))
    return row + 1


def _cut(told: sqlite3.Connection, row: int, _: random.Random) -> int:
    told.execute("DELETE FROM rows WHERE seq >= ?", (row,))
    return 0


def _hash_all(told: sqlite3.Connection, row: int, dice: random.Random) -> int:
    """A number in the row is changed and everything from there on hashed anew."""
    body = _column(told, "body", row)
    digits = [place for place, letter in enumerate(body) if letter in "12345678"]
    place = dice.choice(digits)
    body = f"{body[:place]}{int(body[place]) + 1}{body[place + 1 :]}"
    told.execute("UPDATE rows SET body = ? WHERE seq = ?", (body, row))
    head = _column(told, "hash", row - 1)
    rest = told.execute("SELECT seq, kind, body FROM rows WHERE seq >= ? ORDER BY seq", (row,)).fetchall()
    for seq, kind, content in rest:
        head = link_hash(head, seq, kind, content)
        told.execute("UPDATE rows SET hash = ? WHERE seq = ?", (head, seq))
    return 0


WAYS: Mapping[str, Change] = {
    "a character edited": _edit,
    "another kind": _kind,
    "another hash": _hash,
    "a row removed": _remove,
    "a row removed, the rest moved up": _close_up,
    "a row inserted": _insert,
    "two rows swapped": _swap,
    "a row edited and hashed again": _hash_alone,
    "the tail cut off": _cut,
    "everything hashed anew": _hash_all,
}


def _column(told: sqlite3.Connection, name: str, row: int) -> Any:
    return told.execute(f"SELECT {name} FROM rows WHERE seq = ?", (row,)).fetchone()[0]  # noqa: S608  three fixed words


def _renumber(told: sqlite3.Connection, after: int, by: int) -> None:
    numbers = [each for (each,) in told.execute("SELECT seq FROM rows WHERE seq > ? ORDER BY seq", (after,))]
    for number in numbers if by < 0 else reversed(numbers):
        told.execute("UPDATE rows SET seq = ? WHERE seq = ?", (number + by, number))


@dataclass(slots=True)
class Score:
    """How many were tried, located and noticed, by way; `missed` are those neither."""

    tried: Counter[str] = field(default_factory=Counter)
    located: int = 0
    noticed: int = 0
    missed: list[str] = field(default_factory=list)


def campaign(count: int, seed: int, folder: Path) -> Score:
    """`count` tamperings of one journal, each way in turn."""
    path = folder / "journal.sqlite"
    with SqliteJournal(path, "create") as journal:
        for row in a_run(DAYS)[0]:
            journal.append(row)
    whole, head, length = path.read_bytes(), journal.seal().head, journal.seal().rows
    score = Score()
    for number in range(count):
        dice = random.Random(f"{seed} {number}")  # noqa: S311
        name = list(WAYS)[number % len(WAYS)]
        altered = folder / "altered" / "journal.sqlite"
        altered.parent.mkdir(exist_ok=True)
        altered.write_bytes(whole)
        _judge(score, f"{name} ({seed} {number})", name, _tamper(altered, name, dice, length), altered, head)
    return score


def _tamper(path: Path, name: str, dice: random.Random, length: int) -> tuple[int, int]:
    """The first row that no longer follows (0 when all still do), and the one altered: it may not even be readable."""
    with closing(sqlite3.connect(path, isolation_level=None)) as told:
        told.execute("PRAGMA journal_mode = MEMORY")
        told.execute("BEGIN")
        triggers = told.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for trigger, _ in triggers:
            told.execute(f"DROP TRIGGER {trigger}")
        row = dice.randint(2, length - 1)
        expected = WAYS[name](told, row, dice)
        for _, statement in triggers:
            told.execute(statement)
        told.execute("COMMIT")
        assert schema.check(told)
    return expected, row


def _judge(score: Score, what: str, name: str, rows: tuple[int, int], path: Path, head: str) -> None:
    score.tried[name] += 1
    try:
        with SqliteJournal(path, "read") as journal:
            found = journal.verify().head
    except JournalDamaged as damaged:
        said = str(damaged)
        if any(f"row {row} " in said or f"row {row}:" in said for row in rows):
            score.located += 1
        else:
            score.missed.append(f"{what}: expected row {rows}, said {said}")
        return
    if rows[0] == 0 and found != head:
        score.noticed += 1
    else:
        score.missed.append(f"{what}: not noticed")


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        score = campaign(asked.count, asked.seed, Path(folder))
    for missed in score.missed[:10]:
        sys.stdout.write(f"MISSED {missed}\n")
    sys.stdout.write(
        f"{score.tried.total()} tamperings of {len(WAYS)} kinds: {score.located} located at their row, {score.noticed} "
        f"shown by the noted head hash, {len(score.missed)} missed; {time.monotonic() - began:.0f} s\n"
    )
    return 1 if score.missed else 0


if __name__ == "__main__":
    sys.exit(main())
