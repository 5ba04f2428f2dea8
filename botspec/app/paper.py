"""Paper trading: Alpaca's paper account by the wall clock, or a rehearsal against a simulator on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from botspec import wiring
from botspec.adapters.sqlite.journal import SqliteJournal
from botspec.adapters.system import facts
from botspec.adapters.system.secrets import credentials, refuse_other_host
from botspec.app.banner import banner
from botspec.app.folders import JOURNAL, folder_for, rehearsal_folder
from botspec.app.record import spec_row
from botspec.app.results import result
from botspec.app.session import Sitting, anchor_row, end, interrupted, sit
from botspec.data import warmup
from botspec.domain.modes import Mode
from botspec.market.calendar import Session
from botspec.ports.broker import Unavailable
from botspec.run.resume import recall
from botspec.run.schedule import Instant, instants

if TYPE_CHECKING:
    from botspec.app.request import RunRequest, RunResult, Watcher
    from botspec.pipeline import Pipeline
    from botspec.ports.clock import Clock
    from botspec.ports.journal import Journal
    from botspec.run.desk import Desk
    from botspec.run.environment import Environment
    from botspec.run.resume import Recalled

INTERRUPTED = 130
HORIZON = timedelta(days=400)
NO_SKEW, SOME_SKEW, MUCH_SKEW = timedelta(0), timedelta(seconds=2), timedelta(seconds=5)

Connect = Callable[["Pipeline", "Clock", "Journal", wiring.Remembered], "Environment"]


def run_paper(bot: Pipeline, request: RunRequest, watcher: Watcher, stop: Callable[[], bool]) -> RunResult:
    """Trade until stopped or `steps` are done. Raises CredentialsRefused, Unavailable, Unreconciled."""
    clock, connect = _place(request, bot, stop)
    folder = _folder(bot, request, clock)
    with _journal(folder) as journal:
        why = _trade(bot, request, watcher, stop, clock, connect, journal, folder)
    return result(bot, Mode.PAPER, folder, why, INTERRUPTED if why == "interrupted" else 0)


def _folder(bot: Pipeline, request: RunRequest, clock: Clock) -> Path:
    if request.simulator is not None:
        return rehearsal_folder(bot, request.runs, fresh=request.fresh)
    return folder_for(bot, Mode.PAPER, request.runs, clock.now())


def _place(request: RunRequest, bot: Pipeline, stop: Callable[[], bool]) -> tuple[Clock, Connect]:
    if request.simulator is not None:
        running = wiring.running_simulator(request.simulator)
        clock = wiring.following_clock(running, stop)
        return clock, lambda bot, clock, journal, told: wiring.rehearsal(bot, running, clock, journal, told)
    refuse_other_host(Mode.PAPER, request.environment)
    keys = credentials(bot.account, request.environment)
    return (
        wiring.wall_clock(stop),
        lambda bot, clock, journal, told: wiring.paper(bot, keys, clock, journal, told),
    )


def _journal(folder: Path) -> SqliteJournal:
    path = folder / JOURNAL
    return SqliteJournal(path, "append" if path.exists() else "create")


def _trade(
    bot: Pipeline,
    request: RunRequest,
    watcher: Watcher,
    stop: Callable[[], bool],
    clock: Clock,
    connect: Connect,
    journal: Journal,
    folder: Path,
) -> str:
    now = clock.now()
    recalled = recall(bot, journal.rows())
    remembered = wiring.Remembered(
        began_at=recalled.began_at or now,
        anchor=recalled.anchor or warmup.earliest(now.date(), bot.warmup, bot.data.timeframe),
        booked=recalled.state.booked,
        live=tuple(recalled.state.working),
        note=watcher.note,
        stop=stop,
    )
    env = connect(bot, clock, journal, remembered)
    bot, recalled = _with_capital(bot, env, journal, recalled)
    ahead = env.sessions(now.date(), now.date() + HORIZON)
    _look_at_clocks(env, watcher)
    sitting = Sitting(
        bot=bot,
        env=env,
        journal=journal,
        recalled=recalled,
        sessions=ahead,
        began_at=remembered.began_at,
        watcher=watcher,
        stop=stop,
        since=resume_point(ahead, bot, recalled.state.last_mark.at if recalled.state.last_mark else now, now),
        steps=request.steps,
        total=request.steps,
    )

    def describe(desk: Desk) -> None:
        desk.record(facts.header(now, request.spec, request.arguments))
        desk.record(spec_row(bot, Mode.PAPER, remembered.began_at, None))
        if recalled.anchor is None:
            desk.record(anchor_row(remembered.anchor, now))
        journal.commit()

    def announce(desk: Desk) -> None:
        equity = desk.state.last_close.equity if desk.state.last_close is not None else float(bot.capital)
        upcoming = next((each.at for each in instants(ahead, bot.data.timeframe, now) if each.phase == "close"), None)
        watcher.banner(banner(bot, Mode.PAPER, folder, "until stopped", equity, upcoming, None))

    desk, why = sit(sitting, describe, announce)
    if why == "interrupted":
        interrupted(desk, clock.now())
    else:
        end(desk, journal, at=clock.now(), why=why, guesses={}, quality=env.feed.quality())
    return why


def _look_at_clocks(env: Environment, watcher: Watcher) -> None:
    skew = env.skew() if env.skew is not None else NO_SKEW
    if abs(skew) > MUCH_SKEW:
        raise Unavailable(
            f"this machine's clock is {abs(skew).total_seconds():.1f} s off Alpaca's: set it first", retry=True
        )
    if abs(skew) > SOME_SKEW:
        watcher.note(f"warning: this machine's clock is {abs(skew).total_seconds():.1f} s off Alpaca's")


def _with_capital(bot: Pipeline, env: Environment, journal: Journal, recalled: Recalled) -> tuple[Pipeline, Recalled]:
    """With `whole_account` the capital is the account's cash at the first start, and stays that."""
    if not bot.whole_account:
        return bot, recalled
    capital = recalled.capital if recalled.capital is not None else env.broker.snapshot().cash
    bot = replace(bot, capital=capital)
    return bot, recall(bot, journal.rows())


def resume_point(ahead: Iterable[Session], bot: Pipeline, last: datetime, now: datetime) -> datetime:
    """From where to take up again: of what was missed only the newest instant is still worth dealing with."""
    missed: list[Instant] = []
    for instant in instants(ahead, bot.data.timeframe, last):
        if instant.at > now:
            break
        missed.append(instant)
    return missed[-2].at if len(missed) > 1 else last
