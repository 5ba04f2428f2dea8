"""`botspec replay`: what a journal says was decided, decided again from the same bars, row by row."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from botspec import __version__
from botspec.adapters.sqlite import SqliteJournal
from botspec.app.decided_again import decided_again
from botspec.app.ran import bot_that_ran, narrowed_as_it_was
from botspec.app.request import Refused, RunRequest
from botspec.data.refused import DataRefused
from botspec.domain.modes import Mode
from botspec.domain.rows import (
    CancelRow,
    CashRow,
    DecisionRow,
    DeniedRow,
    DroppedRow,
    FillRow,
    HeaderRow,
    IntentRow,
    LegRow,
    MarkRow,
    ReleasedRow,
    Row,
    SharesRow,
    SpecRow,
    TripRow,
    WantedRow,
)
from botspec.journal.codec import encode
from botspec.journal.memory import MemoryJournal
from botspec.ports.broker import CredentialsRefused, Unavailable

if TYPE_CHECKING:
    from botspec.data.warmup import WarmedUp
    from botspec.pipeline import Pipeline
    from botspec.run.again import Parting

INVALID = 2
COMPARED = (
    DecisionRow,
    WantedRow,
    DroppedRow,
    DeniedRow,
    IntentRow,
    LegRow,
    CancelRow,
    TripRow,
    ReleasedRow,
    FillRow,
    CashRow,
    SharesRow,
    MarkRow,
)


class NoBars(Exception):
    """The bars the run was over cannot be had, or are others by now (exit 8)."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """The first row that is not as recorded: `recorded` or `replayed` is empty where there is none."""

    row: int
    recorded: str
    replayed: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """`rows` were compared, `orders` of them orders; `first` is None when all are the same.

    `written_by` is the botspec that ran. Of a run by the clock `moments` were decided again, each from its recorded
    state, `parted` of them otherwise than recorded; `left_out` counts the others by why they were not.
    """

    journal: Path
    mode: str
    rows: int
    written_by: str
    replayed_by: str
    first: Deviation | None
    orders: int = 0
    moments: int = 0
    parted: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)


def replay(journal: Path, environment: Mapping[str, str], given: Path | None = None) -> Replayed:
    """Run again what the journal's spec says, over its bars; `given` is where that spec lies now.

    Raises JournalDamaged, NoBars, Refused.
    """
    with SqliteJournal(journal, "read") as file:
        file.verify()
        rows = list(file.rows())
        if _by_the_clock(rows):
            return _by_the_clock_again(file, rows, given)
    header = next((row for row in rows if isinstance(row, HeaderRow)), None)
    spec = next((row for row in rows if isinstance(row, SpecRow)), None)
    if header is None or spec is None:
        raise Refused(f"{journal}: nothing ran yet", INVALID)
    mode = Mode(spec.mode)
    bot, steps = narrowed_as_it_was(bot_that_ran(spec, header, given), spec.narrowed)
    bars = _bars(bot, header, environment)
    again = _backtested(bot, bars, steps) if mode is Mode.BACKTEST else _simulated(bot, bars, steps, header)
    recorded, replayed = _compared(rows), _compared(again)
    first = first_difference(recorded, replayed[: None if _ended(rows) else len(recorded)])
    orders = sum(isinstance(row, IntentRow) for row in recorded)
    return Replayed(journal, mode.value, len(recorded), header.botspec, __version__, first, orders)


def _by_the_clock(rows: Sequence[Row]) -> bool:
    spec = next((row for row in rows if isinstance(row, SpecRow)), None)
    return spec is not None and Mode(spec.mode) not in {Mode.BACKTEST, Mode.SIMULATE}


def _by_the_clock_again(file: SqliteJournal, rows: Sequence[Row], given: Path | None) -> Replayed:
    found = decided_again(file, rows, given)
    if not found.moments:
        raise NoBars("the journal keeps no bars that anything was decided on: nothing to replay from")
    first = _first(found.parted[0], rows) if found.parted else None
    spec = next(row for row in rows if isinstance(row, SpecRow))
    header = next(row for row in rows if isinstance(row, HeaderRow))
    return Replayed(
        file.path,
        spec.mode,
        found.rows,
        header.botspec,
        __version__,
        first,
        orders=found.orders,
        moments=found.moments,
        parted=len(found.parted),
        left_out=found.left_out,
    )


def _first(parted: Parting, rows: Sequence[Row]) -> Deviation:
    place = parted.recorded or parted.seen
    number = next(number for number, row in enumerate(rows, start=1) if row is place)
    return Deviation(number, _text(parted.recorded), _text(parted.again))


def first_difference(recorded: Sequence[Row], replayed: Sequence[Row]) -> Deviation | None:
    """Where two runs part."""
    for number, (before, after) in enumerate(zip_longest(recorded, replayed), start=1):
        if before != after:
            return Deviation(number, _text(before), _text(after))
    return None


def _text(row: Row | None) -> str:
    return "" if row is None else f"{row.kind} {encode(row)}"


def _compared(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if isinstance(row, COMPARED)]


def _ended(rows: Sequence[Row]) -> bool:
    return rows[-1].kind == "ended"


def _bars(bot: Pipeline, header: HeaderRow, environment: Mapping[str, str]) -> WarmedUp:
    from botspec.app.alpaca_bars import bars_of
    from botspec.app.bars import fingerprint

    request = RunRequest(Path(header.spec_path), Path("runs"), environment)
    try:
        bars = bars_of(bot, request)
    except (DataRefused, CredentialsRefused, Unavailable, OSError) as error:
        raise NoBars(f"the bars of the run are not available: {error}") from error
    if header.bars is not None and fingerprint(bars) != header.bars:
        raise NoBars("the bars have changed since the run: their fingerprint is another")
    return bars


def _backtested(bot: Pipeline, bars: WarmedUp, steps: int | None) -> list[Row]:
    from botspec.app.backtest import run_backtest

    journal = MemoryJournal()
    run_backtest(bot, bars, journal, steps=steps)
    return list(journal.rows())


def _simulated(bot: Pipeline, bars: WarmedUp, steps: int | None, header: HeaderRow) -> list[Row]:
    """Through the embedded simulator again, in a folder that is gone afterwards."""
    from botspec.app.folders import JOURNAL
    from botspec.app.simulate import run_simulate

    with tempfile.TemporaryDirectory(prefix="botspec-replay-") as place:
        folder = Path(place) / "run"
        request = RunRequest(Path(header.spec_path), Path(place), steps=steps)
        run_simulate(bot, bars, folder, header, Nobody(), lambda _desk, _at: None, lambda: False, request)
        with SqliteJournal(folder / JOURNAL, "read") as journal:
            return list(journal.rows())


class Nobody:
    """A watcher who does not look."""

    def banner(self, banner: object) -> None:
        """Not shown."""

    def progress(self, done: int, total: int | None, at: object, equity: float) -> None:
        """Not shown."""

    def finding(self, finding: object, checked: object) -> None:
        """Not shown."""

    def note(self, text: str) -> None:
        """Not shown."""
