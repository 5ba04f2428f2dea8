"""From what a person types to a run's journal."""

from __future__ import annotations

import re
from pathlib import Path

from botspec.app.folders import JOURNAL

RUNS = Path("runs")
LAST = "last"
_ACCOUNT = "[a-z][a-z0-9_]*"  # no hyphen, so the rest is the bot: `dip` is not `big-dip`
_CLOCK = rf"(?:(?:rehearsal-)?(?:paper|shadow|live)|rehearsal)-{_ACCOUNT}-"


class NoSuchRun(LookupError):
    """Nothing of that name (exit 2)."""


def find_run(word: str, runs: Path = RUNS) -> Path:
    """The journal that `word` means: a run folder, a journal file, a name under `runs`, a bot's id, `last`.

    A bot's id is its newest run. Raises NoSuchRun.
    """
    if word == LAST:
        return _newest(runs)
    for candidate in (Path(word), Path(word) / JOURNAL, runs / word / JOURNAL):
        if candidate.is_file():
            return candidate
    for journal in journals(runs):
        if follows_the_clock(journal.parent.name, word) or _of_the_past(journal.parent.name, word):
            return journal
    known = f"a name under {runs}/, a bot's id, or last"
    raise NoSuchRun(f"there is no run {word!r}: give a run folder, a journal file, {known}")


def follows_the_clock(name: str, bot: str | None = None) -> bool:
    """True when `name` is the folder of a run by the clock, of `bot` if given; a rehearsal's may end in a number."""
    if bot is None:
        return re.match(_CLOCK, name) is not None
    numbered = r"(?:-\d+)?" if name.startswith("rehearsal-") else ""
    return re.fullmatch(rf"{_CLOCK}{re.escape(bot)}{numbered}", name) is not None


def _of_the_past(name: str, bot: str) -> bool:
    return re.fullmatch(rf"{re.escape(bot)}-(?:backtest|simulate)-\d{{8}}T.+", name) is not None


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
