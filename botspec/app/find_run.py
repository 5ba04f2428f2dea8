"""From what a person types to a run's journal."""

from __future__ import annotations

from pathlib import Path

from botspec.app.folders import JOURNAL

RUNS = Path("runs")
LAST = "last"


class NoSuchRun(LookupError):
    """Nothing of that name (exit 2)."""


def find_run(word: str, runs: Path = RUNS) -> Path:
    """The journal that `word` means: a run folder, a journal file, a name under `runs`, or `last`. Raises NoSuchRun."""
    if word == LAST:
        return _newest(runs)
    for candidate in (Path(word), Path(word) / JOURNAL, runs / word / JOURNAL):
        if candidate.is_file():
            return candidate
    raise NoSuchRun(f"there is no run {word!r}: give a run folder, a journal file, a name under {runs}/, or last")


def journals(runs: Path = RUNS) -> list[Path]:
    """All journals under `runs`, the one written to last first."""
    return sorted(runs.glob(f"*/{JOURNAL}"), key=_touched, reverse=True)


def _newest(runs: Path) -> Path:
    found = journals(runs)
    if not found:
        raise NoSuchRun(f"there is no run under {runs}/ yet")
    return found[0]


def _touched(journal: Path) -> tuple[int, str]:
    # While it is being written to, the newest rows are in the log beside the file.
    log = journal.with_name(f"{journal.name}-wal")
    stats = [path.stat() for path in (journal, log) if path.exists()]
    return max((stat.st_mtime_ns for stat in stats if stat.st_size), default=0), journal.parent.name
