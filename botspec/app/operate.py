"""What a person tells a bot from another process: kill, flatten, stop, rearm, adopt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from botspec.adapters.sqlite import SqliteJournal, holder
from botspec.adapters.system.clock import utc_now
from botspec.adapters.system.mailbox import Mailbox
from botspec.adapters.system.operator import who
from botspec.app.find_run import RUNS, NoSuchRun, follows_the_clock
from botspec.app.folders import JOURNAL
from botspec.domain.commands import Ask, Command, Reply
from botspec.domain.rows import HeaderRow, NoteRow

SEEN_WITHIN = 1.0
ANSWERED_WITHIN = 30.0  # a question to the broker may take 12
LATER, UNTAKEN = 0, 8


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a request to one run. `process` is the one that runs it, None when none does."""

    run: Path
    process: int | None
    reply: Reply
    taken: bool


def bots(word: str | None, runs: Path = RUNS) -> list[Path]:
    """Run folders that follow the clock: all, or those `word` means (a bot, a folder or its name). Raises NoSuchRun."""
    if word is not None and (Path(word) / JOURNAL).is_file():
        return [Path(word)]
    folders = [journal.parent for journal in sorted(runs.glob(f"*/{JOURNAL}"))]
    found = [folder for folder in folders if folder.name == word or follows_the_clock(folder.name, word)]
    if not found:
        meant = "of a bot that follows the clock" if word is None else f"{word!r}"
        raise NoSuchRun(f"there is no run {meant} under {runs}/: give a bot's id, a run folder or --runs")
    return found


def one_bot(word: str | None, runs: Path = RUNS) -> Path:
    """The one run that `word` means; without it the only one there is, or the only one running. Raises NoSuchRun."""
    found = bots(word, runs)
    running = [folder for folder in found if holder(folder / JOURNAL) is not None]
    for several in (found, running):
        if len(several) == 1:
            return several[0]
    raise NoSuchRun(f"which one? {', '.join(folder.name for folder in found)}")


def kill(folders: Sequence[Path], *, flatten: bool, because: str) -> list[Told]:
    """Pull every switch first, then look who has seen it: nothing waits for a process that hangs."""
    command = Command("kill", Ask.KILL, who(), utc_now(), because, flatten=flatten)
    refused: dict[Path, str] = {}
    for folder in folders:
        try:
            Mailbox(folder).pull(command)
        except OSError as error:
            refused[folder] = error.strerror or "refused"
    return [_killed(folder, refused.get(folder), flatten=flatten) for folder in folders]


def _killed(folder: Path, refused: str | None, *, flatten: bool) -> Told:
    process = holder(folder / JOURNAL)
    if refused is not None:
        text = f"the switch could not be pulled ({refused}): end the process yourself: kill {process or 'PID'}"
        return Told(folder, process, Reply(text, UNTAKEN), taken=False)
    if process is None:
        text = "nothing runs this bot: the next start trips before it does anything else"
        return Told(folder, None, Reply(text), taken=False)
    if not Mailbox(folder).seen(SEEN_WITHIN):
        return Told(folder, process, Reply(_set(process), UNTAKEN if flatten else LATER), taken=False)
    return Told(folder, process, Reply("tripped: no entry leaves any more"), taken=True)


def _set(process: int) -> str:
    """What is certain of a process that is busy: it looks at the switch before the bytes of every entry."""
    return (
        f"set: no entry leaves from now on; process {process} waits for an answer or hangs: "
        "it trips, cancels and closes as soon as it goes on"
    )


def ask(folder: Path, command: Command) -> Told:
    """Leave a request and wait for what the bot says; without a process it waits for the next start."""
    command = replace(command, by=who(), at=utc_now())
    mailbox = Mailbox(folder)
    asked = mailbox.ask(command)
    process = holder(folder / JOURNAL)
    if process is None:
        return Told(folder, None, Reply("nothing runs this bot: the next start does it first", LATER), taken=False)
    reply = mailbox.fetch(asked, ANSWERED_WITHIN)
    if reply is None:
        text = f"process {process} has not answered within {ANSWERED_WITHIN:g} s; the request waits for it"
        return Told(folder, process, Reply(text, UNTAKEN), taken=False)
    return Told(folder, process, reply, taken=True)


def not_running(folder: Path) -> Told | None:
    """The answer to somebody who wants to stop what does not run."""
    if holder(folder / JOURNAL) is not None:
        return None
    return Told(folder, None, Reply("nothing runs this bot: there is nothing to stop"), taken=False)


def open_differences(folder: Path) -> tuple[str, ...]:
    """What the newest reconciliation found: the differences a person may adopt, word for word."""
    with SqliteJournal(folder / JOURNAL, "read") as journal:
        notes = [row for row in journal.some((NoteRow,)) if isinstance(row, NoteRow)]
    last = max((n for n, note in enumerate(notes) if note.code == "RECONCILED"), default=-1)
    return tuple(dict.fromkeys(note.text for note in notes[last + 1 :] if note.code == "UNRECONCILED"))


def unclassified(folder: Path) -> tuple[str, ...]:
    """Cash movements that nobody understood and nobody adopted, as a difference words them."""
    from botspec.domain.events import CashKind
    from botspec.domain.rows import AdoptedRow, CashRow
    from botspec.run.differences import not_understood

    with SqliteJournal(folder / JOURNAL, "read") as journal:
        rows = list(journal.some((CashRow, AdoptedRow)))
    adopted = {row.name for row in rows if isinstance(row, AdoptedRow)}
    moves = [row.moved for row in rows if isinstance(row, CashRow) and row.moved.kind is CashKind.UNCLASSIFIED]
    return tuple(not_understood(moved) for moved in moves if moved.id not in adopted)


def spec_of(folder: Path) -> str:
    """The spec's path as the newest process was given it; SPEC when that cannot be told."""
    with SqliteJournal(folder / JOURNAL, "read") as journal:
        headers = [row for row in journal.some((HeaderRow,)) if isinstance(row, HeaderRow)]
    return headers[-1].spec_path if headers else "SPEC"
