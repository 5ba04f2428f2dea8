"""The account that a plan reads: a paper account, one of a simulator, or, through every gate, a live one to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botspec import wiring
from botspec.adapters.sqlite.journal import SqliteJournal
from botspec.adapters.system.secrets import credentials, refuse_other_host
from botspec.app.folders import JOURNAL, folder_by_the_clock, rehearsal_folder
from botspec.app.on_paper import admitted_to_paper
from botspec.data import warmup
from botspec.domain.modes import Mode
from botspec.journal.memory import MemoryJournal
from botspec.ports.remembered import Remembered
from botspec.run.removed import with_removed
from botspec.run.resume import Recalled, recall
from botspec.run.so_far import bars_needed

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from botspec.app.request import RunRequest
    from botspec.app.run import Reviewed
    from botspec.pipeline import Pipeline
    from botspec.ports.clock import Clock
    from botspec.run.environment import Environment


@dataclass(frozen=True, slots=True)
class Reached:
    """An account that can be read: as which bot, what its journal says, and `told`, what it took to get there."""

    bot: Pipeline
    env: Environment
    recalled: Recalled
    clock: Clock
    told: tuple[str, ...] = ()


def reached(reviewed: Reviewed, request: RunRequest, mode: Mode) -> Reached:
    """The account of that mode. Raises Refused, Unavailable, CredentialsRefused, and for a live one GatesShut."""
    if mode is Mode.LIVE:
        return _live(reviewed, request)
    if request.simulator is None:
        return _paper(admitted_to_paper(reviewed, request, lambda _: None), request)
    return _rehearsed(reviewed.bot, request, request.simulator)


def _paper(bot: Pipeline, request: RunRequest) -> Reached:
    refuse_other_host(Mode.PAPER, request.environment)
    venue = wiring.paper_venue(credentials(bot.account, request.environment), streams=False)
    clock = wiring.wall_clock(lambda: False)
    return _at(bot, venue, clock, folder_by_the_clock(bot, Mode.PAPER, request.runs))


def _rehearsed(bot: Pipeline, request: RunRequest, address: Path) -> Reached:
    running = wiring.running_simulator(address)
    clock = wiring.following_clock(running, lambda: False)
    venue = wiring.rehearsal_venue(running, streams=False)
    return _at(bot, venue, clock, rehearsal_folder(bot, request.runs, fresh=request.fresh))


def _live(reviewed: Reviewed, request: RunRequest) -> Reached:
    """Every gate, as a start would be asked; then a session that lets no order through."""
    from botspec.app.admission import admit
    from botspec.app.guardian import bounded
    from botspec.app.live import applying
    from botspec.gates.evaluate import may_look

    folder = folder_by_the_clock(reviewed.bot, Mode.LIVE, request.runs)
    clock = wiring.wall_clock(lambda: False)
    admitted = admit(applying(reviewed, request, folder), clock, lambda: True, lambda _: None)
    looking = may_look(admitted.passed)
    shut = ", ".join(looking.guardian)
    told = f"it would start as a guardian, while shut: {shut}" if shut else "every gate of a live start is open"
    venue = wiring.live_venue(looking, admitted.keys, streams=False)
    return _at(bounded(reviewed.bot, admitted, clock), venue, clock, folder, told)


def _at(bot: Pipeline, venue: wiring.Venue, clock: Clock, folder: Path, *told: str) -> Reached:
    recalled = _recalled(bot, folder / JOURNAL)
    bot = with_removed(bot, recalled.state)
    env = wiring.by_the_clock(bot, venue, clock, MemoryJournal(), _remembered(bot, recalled, clock.now()))
    return Reached(bot, env, recalled, clock, told)


def _recalled(bot: Pipeline, journal: Path) -> Recalled:
    if not journal.is_file():
        return recall(bot, ())
    with SqliteJournal(journal, "read") as file:
        return recall(bot, file.rows())


def _remembered(bot: Pipeline, recalled: Recalled, now: datetime) -> Remembered:
    return Remembered(
        began_at=recalled.began_at or now,
        anchor=recalled.anchor or warmup.earliest(now.date(), bars_needed(bot), bot.data.timeframe),
        booked=recalled.state.booked,
        live=recalled.state.awaited,
    )
