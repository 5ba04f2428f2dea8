"""Shadow: everything as on paper, with real prices and by the clock, but the account is an exchange in this process."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

from botspec import wiring
from botspec.adapters.sqlite.commands import CommandLog
from botspec.adapters.system.secrets import credentials
from botspec.app.by_the_clock import Connect, Interruption, Occasion, Place, open_mailbox, run_by_the_clock
from botspec.app.folders import ACCOUNT, shadow_folder
from botspec.domain.modes import Mode
from botspec.ports.remembered import Remembered

if TYPE_CHECKING:
    from pathlib import Path

    from botspec.app.request import RunRequest, RunResult, Watcher
    from botspec.pipeline import Pipeline
    from botspec.ports.clock import Clock
    from botspec.ports.journal import Journal
    from botspec.run.environment import Environment


def run_shadow(bot: Pipeline, request: RunRequest, watcher: Watcher, stop: Callable[[], bool]) -> RunResult:
    """Trade in this process until stopped; no order leaves it. Raises as paper trading does."""
    folder = shadow_folder(bot, request.runs, rehearsed=request.simulator is not None)
    interruption = Interruption(stop, open_mailbox(folder))
    venue, clock = _venue_and_clock(bot, request, interruption)
    with ExitStack() as stack:
        place = Place(Mode.SHADOW, folder, clock, interruption, _connect(venue, folder, stack))
        return run_by_the_clock(Occasion(bot, request, watcher, stop, place))


def _venue_and_clock(bot: Pipeline, request: RunRequest, interruption: Interruption) -> tuple[wiring.Venue, Clock]:
    if request.simulator is None:
        keys = credentials(bot.account, request.environment)
        clock = wiring.wall_clock(interruption.came, interruption.bell.sleep)
        return wiring.paper_venue(keys, streams=False), clock
    running = wiring.running_simulator(request.simulator)
    clock = wiring.following_clock(running, interruption.came, interruption.bell.sleep)
    return wiring.rehearsal_venue(running, streams=False), clock


def _connect(venue: wiring.Venue, folder: Path, stack: ExitStack) -> Connect:
    def connect(bot: Pipeline, *, clock: Clock, journal: Journal, remembered: Remembered) -> Environment:
        account = stack.enter_context(closing(CommandLog(folder / ACCOUNT)))
        return wiring.shadowed(bot, venue, clock, journal, remembered, account)

    return connect
