"""Real money: the loop of paper trading at the live host, once every gate is passed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import TYPE_CHECKING

from botspec import wiring
from botspec.adapters.notify.messenger import Messenger
from botspec.app.admission import Admitted, Applicant, admit
from botspec.app.alerts import destinations, telling_its_end
from botspec.app.by_the_clock import Connect, Interruption, Occasion, Place, open_mailbox, run_by_the_clock
from botspec.app.folders import JOURNAL, folder_by_the_clock
from botspec.app.guardian import ACCOUNT_NOTE, GUARDIAN_NOTE, LOCK_NOTE, bounded, holding
from botspec.app.request import CodeFailed
from botspec.domain.modes import Mode
from botspec.domain.rows import NoteRow
from botspec.gates.gate import closed
from botspec.gates.lock import Lock, days_left, mask_number
from botspec.gates.papers import NO_LOCK, paper_gates
from botspec.ports.remembered import Remembered
from botspec.strategy.python import PluginRefused

if TYPE_CHECKING:
    from pathlib import Path

    from botspec.app.request import RunRequest, RunResult, Watcher
    from botspec.app.run import Reviewed
    from botspec.gates.gate import Gate
    from botspec.pipeline import Pipeline
    from botspec.ports.clock import Clock
    from botspec.ports.journal import Journal
    from botspec.run.environment import Environment

WARN_DAYS = (1, 7)


def run_live(reviewed: Reviewed, request: RunRequest, watcher: Watcher, stop: Callable[[], bool]) -> RunResult:
    """Pass the gates, then trade until stopped. Raises GatesShut, CodeFailed, and as paper trading does."""
    folder = folder_by_the_clock(reviewed.bot, Mode.LIVE, request.runs)
    interruption = Interruption(stop, open_mailbox(folder))
    clock = wiring.wall_clock(interruption.came, interruption.bell.sleep)
    with _told_when_refused(reviewed.bot, request, watcher, clock):
        admitted = admit(applying(reviewed, request, folder), clock, stop, watcher.note)
    notes = _notes(admitted, clock.now())
    for note in notes:
        if note.level != "info":
            watcher.note(f"{note.level}: {note.text}")
    for gate in _shut(admitted):
        watcher.note(str(gate))
    place = Place(Mode.LIVE, folder, clock, interruption, _connect(admitted, notes, streams=request.streams))
    try:
        return run_by_the_clock(Occasion(bounded(reviewed.bot, admitted, clock), request, watcher, stop, place))
    except PluginRefused as error:
        raise CodeFailed(str(error), admitted.typed) from error


def _told_when_refused(
    bot: Pipeline, request: RunRequest, watcher: Watcher, clock: Clock
) -> AbstractContextManager[None]:
    """A start that nobody watches tells whoever is to be told why it was refused; addresses are judged later."""
    if not request.armed:
        return nullcontext()
    found, _ = destinations(bot, request.environment)
    outside = Messenger(found, watcher.note)
    return telling_its_end(outside, bot.bot, Mode.LIVE.value, clock.now)


def applying(reviewed: Reviewed, request: RunRequest, folder: Path) -> Applicant:
    """Who asks, with what its journal says it holds."""
    return Applicant(
        spec=request.spec,
        checked=reviewed.checked,
        context=reviewed.context,
        live=request.live,
        armed=request.armed,
        environment=request.environment,
        policy=request.policy,
        holding=holding(folder / JOURNAL),
        source=request.source,
        trouble=reviewed.trouble,
        typed=reviewed.typed,
    )


def _connect(admitted: Admitted, notes: tuple[NoteRow, ...], *, streams: bool) -> Connect:
    venue = wiring.live_venue(admitted.passed, admitted.keys, streams=streams)

    def connect(bot: Pipeline, clock: Clock, journal: Journal, remembered: Remembered) -> Environment:
        for note in notes:
            journal.append(note)
        return wiring.by_the_clock(bot, venue, clock, journal, remembered)

    return connect


def _notes(admitted: Admitted, now: datetime) -> tuple[NoteRow, ...]:
    """What the journal must say of this start: the account, the lock that ends soon, the gates that are shut."""
    passed, lock = admitted.passed, admitted.papers.lock
    notes = [NoteRow(now, "info", ACCOUNT_NOTE, mask_number(passed.account))]
    left = days_left(lock, now) if isinstance(lock, Lock) else None
    if isinstance(lock, Lock) and left is not None and 0 < left <= max(WARN_DAYS):
        level = "error" if left <= min(WARN_DAYS) else "warning"
        text = f"the approval ends on {lock.expires_at:%Y-%m-%d %H:%M} UTC: approve again, or nothing new is entered"
        notes.append(NoteRow(now, level, LOCK_NOTE, text))
    if passed.guardian:
        text = f"guardian: looks after its positions and enters nothing, while shut: {', '.join(passed.guardian)}"
        why = f"; {admitted.papers.trouble}" if admitted.papers.trouble else ""
        notes.append(NoteRow(now, "error", GUARDIAN_NOTE, text + why))
    return tuple(notes)


def _shut(admitted: Admitted) -> tuple[Gate, ...]:
    """Gates that a guardian started without, each with what to do about it."""
    shut = closed(paper_gates(admitted.papers))
    return tuple(gate for gate in shut if gate.name in admitted.passed.guardian and gate.found != NO_LOCK)
