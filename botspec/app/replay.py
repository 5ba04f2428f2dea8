"""`botspec replay`: what a journal says was decided, decided again from the same bars, row by row."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from botspec import __version__
from botspec.adapters.sqlite import SqliteJournal
from botspec.app.request import Refused, RunRequest
from botspec.compiler.compile import NotRun, compile_spec
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
    from collections.abc import Mapping

    from botspec.compiler.check import Checked
    from botspec.data.warmup import WarmedUp
    from botspec.pipeline import Pipeline

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
    """`rows` were compared; `first` is None when all are the same. `written_by` is the botspec that ran."""

    journal: Path
    mode: str
    rows: int
    written_by: str
    replayed_by: str
    first: Deviation | None


def replay(journal: Path, environment: Mapping[str, str], given: Path | None = None) -> Replayed:
    """Run again what the journal's spec says, over its bars; `given` is where that spec lies now.

    Raises JournalDamaged, NoBars, Refused.
    """
    with SqliteJournal(journal, "read") as file:
        file.verify()
        rows = list(file.rows())
    header = next((row for row in rows if isinstance(row, HeaderRow)), None)
    spec = next((row for row in rows if isinstance(row, SpecRow)), None)
    if header is None or spec is None:
        raise Refused(f"{journal}: nothing ran yet", INVALID)
    mode = Mode(spec.mode)
    if mode not in {Mode.BACKTEST, Mode.SIMULATE}:
        raise NoBars(f"bars that a run in mode {mode} saw as its time passed are not kept: nothing to replay from")
    bot, steps = _narrowed(_compiled(spec, header, given), spec.narrowed)
    bars = _bars(bot, header, environment)
    again = _backtested(bot, bars, steps) if mode is Mode.BACKTEST else _simulated(bot, bars, steps, header)
    recorded, replayed = _compared(rows), _compared(again)
    first = first_difference(recorded, replayed[: None if _ended(rows) else len(recorded)])
    return Replayed(journal, mode.value, len(recorded), header.botspec, __version__, first)


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


def _compiled(spec: SpecRow, header: HeaderRow, given: Path | None) -> Pipeline:
    """The bot whose digest the journal names: from the spec's file as it is, else as the run's commit had it."""
    path = given or Path(header.spec_path)
    found = [_digested(checked, path.parent) for checked in _versions(path, header)]
    for bot in found:
        if bot is not None and bot.digest == spec.digest:
            return bot
    text = f"{path} is not the spec {spec.digest[:8]} that ran: give that version with --spec"
    raise Refused(f"{text} (it was written by botspec {header.botspec})", INVALID)


def _versions(path: Path, header: HeaderRow) -> Iterator[Checked]:
    from botspec.adapters.system.git import NotInGit
    from botspec.app.spec_at import check_at
    from botspec.app.validate import check_file

    yield check_file(path)
    if header.git_commit is not None:
        with suppress(NotInGit, OSError):
            yield check_at(path, header.git_commit)


def _digested(checked: Checked, folder: Path) -> Pipeline | None:
    from botspec.app.blackouts import with_blackouts
    from botspec.app.plugins import with_plugins

    if checked.context is None:
        return None
    try:
        bot = compile_spec(checked.context, folder)
    except NotRun:
        return None
    return with_plugins(with_blackouts(bot, folder), checked.context.spec.plugins, folder)


def _narrowed(bot: Pipeline, said: Sequence[str]) -> tuple[Pipeline, int | None]:
    """As the command line of the run narrowed it."""
    from botspec.compiler.narrow import only_symbols, tightened

    steps: int | None = None
    for note in said:
        match note.split(" ", 1):
            case ["--symbols", names]:
                bot = only_symbols(bot, names.split(","))
            case ["--tighten", asked]:
                bot = tightened(bot, asked)
            case ["--steps", count]:
                steps = int(count)
            case ["--chaos", seed]:
                raise Refused(f"a run with injected faults (--chaos {seed}) is not replayed", INVALID)
            case _:
                pass
    return replace(bot, narrowed=tuple(said), funds=bot.simulation.cash), steps


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
