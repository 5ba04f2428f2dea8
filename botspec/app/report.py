"""`botspec report`: a run's report, rendered again from its journal alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from botspec.adapters.sqlite import Loaded, SqliteJournal
from botspec.adapters.system.files import private_folder, write_private
from botspec.app.folders import JOURNAL
from botspec.ports.journal import JournalUnwritable
from botspec.report.record import RunRecord, build
from botspec.report.render import FORMATS, UnknownFormat, render


@dataclass(frozen=True, slots=True)
class Rendered:
    """Where each format lies, and what it was made from."""

    paths: Mapping[str, Path]
    record: RunRecord


def load_record(journal: Path) -> RunRecord:
    """The record of a journal file. Raises JournalDamaged, JournalUnwritable."""
    with SqliteJournal(journal, "read") as file:
        return record_of(file.load())


def record_of(loaded: Loaded) -> RunRecord:
    """The record of a whole journal."""
    return build(loaded.rows, loaded.columns, loaded.seal)


def render_run(
    run_dir: Path, formats: Sequence[str], out: Path | None = None, loaded: Loaded | None = None
) -> Rendered:
    """Write report.FORMAT for each of `formats` into `out`, or the run folder. Raises UnknownFormat and as above.

    `loaded` is what was just written to its journal, so that it need not be read again.
    """
    return render_journal(run_dir / JOURNAL, formats, out or run_dir, loaded)


def render_journal(journal: Path, formats: Sequence[str], out: Path, loaded: Loaded | None = None) -> Rendered:
    """As `render_run`, for a journal file by its path."""
    for name in formats:
        if name not in FORMATS:
            raise UnknownFormat(f"there is no report format {name!r}; take {', '.join(FORMATS)}")
    record = load_record(journal) if loaded is None else record_of(loaded)
    texts = {name: render(record, name) for name in formats}
    try:
        if not out.is_dir():
            private_folder(out)
        for name, text in texts.items():
            write_private(out / f"report.{name}", text)
    except OSError as error:
        raise JournalUnwritable(f"the report cannot be written to {out}: {error.strerror}") from error
    return Rendered({name: out / f"report.{name}" for name in texts}, record)
