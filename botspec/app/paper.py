"""Paper trading: Alpaca's paper account by the wall clock, or a rehearsal against a simulator on this machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from botspec import wiring
from botspec.adapters.system.secrets import credentials, refuse_other_host
from botspec.app.by_the_clock import Interruption, Occasion, Place, open_mailbox, run_by_the_clock
from botspec.app.folders import folder_by_the_clock, rehearsal_folder
from botspec.app.on_paper import admitted_to_paper
from botspec.domain.modes import Mode

if TYPE_CHECKING:
    from pathlib import Path

    from botspec.app.request import RunRequest, RunResult, Watcher
    from botspec.app.run import Reviewed
    from botspec.pipeline import Pipeline


def run_paper(reviewed: Reviewed, request: RunRequest, watcher: Watcher, stop: Callable[[], bool]) -> RunResult:
    """Trade until stopped or `steps` are done. Raises Refused, CredentialsRefused, Unavailable, Unreconciled.

    A rehearsal needs no evidence: it is how some of it is made.
    """
    bot = reviewed.bot
    if request.simulator is None:
        bot = admitted_to_paper(reviewed, request, watcher.note)
    place = _at_alpaca(bot, request, stop) if request.simulator is None else _rehearsed(bot, request, stop)
    return run_by_the_clock(Occasion(bot, request, watcher, stop, place))


def _at_alpaca(bot: Pipeline, request: RunRequest, stop: Callable[[], bool]) -> Place:
    refuse_other_host(Mode.PAPER, request.environment)
    keys = credentials(bot.account, request.environment)
    folder = folder_by_the_clock(bot, Mode.PAPER, request.runs)
    interruption = Interruption(stop, open_mailbox(folder))
    clock = wiring.wall_clock(interruption.came, interruption.bell.sleep)
    venue = wiring.paper_venue(keys, streams=request.streams)
    return Place(Mode.PAPER, folder, clock, interruption, partial(wiring.by_the_clock, venue=venue))


def _rehearsed(bot: Pipeline, request: RunRequest, stop: Callable[[], bool]) -> Place:
    folder = rehearsal_folder(bot, request.runs, fresh=request.fresh)
    running = wiring.running_simulator(_address(request))
    venue = wiring.rehearsal_venue(running, streams=request.streams)
    interruption = Interruption(stop, open_mailbox(folder))
    clock = wiring.following_clock(running, interruption.came, interruption.bell.sleep)
    return Place(Mode.PAPER, folder, clock, interruption, partial(wiring.by_the_clock, venue=venue))


def _address(request: RunRequest) -> Path:
    if request.simulator is None:
        raise ValueError("a rehearsal needs the address of a simulator")
    return request.simulator
