"""What simulate and paper share: recall, agree with the broker, work through the instants, finish."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from botspec.app.request import Watcher
from botspec.domain.rows import EndedRow, MarkRow, NoteRow, QualityRow
from botspec.market.calendar import Session
from botspec.run.asking import answered
from botspec.run.attend import Attention, go_flat, heed_kill
from botspec.run.benchmark import benchmark_start
from botspec.run.finish import columns_of_marks, finish
from botspec.run.growing import GrowingSignals
from botspec.run.hearing import waits_for_answers
from botspec.run.increments import learn
from botspec.run.loop import Live, live
from botspec.run.resume import Recalled
from botspec.run.schedule import Instant, instants
from botspec.run.startup import start_up
from botspec.run.tripping import STOPPING
from botspec.run.window import Window

if TYPE_CHECKING:
    from botspec.pipeline import Pipeline
    from botspec.ports.journal import Journal
    from botspec.run.desk import Desk
    from botspec.run.environment import Environment


@dataclass(frozen=True, slots=True)
class Sitting:
    """One process's part of a live run.

    `began_at` is where the whole run began, `since` from where this process goes on (after the last mark when None),
    `total` how many steps there are in all; `until_flat` closes everything first, `session_over` hears of
    each end, and `at_leisure` is called with every heartbeat.
    """

    bot: Pipeline
    env: Environment
    journal: Journal
    recalled: Recalled
    sessions: Iterable[Session]
    began_at: datetime
    watcher: Watcher
    stop: Callable[[], bool]
    since: datetime | None = None
    steps: int | None = None
    total: int | None = None
    until_flat: bool = False
    session_over: Callable[[Desk], None] = lambda _: None
    at_leisure: Callable[[Desk], None] = lambda _: None


def sit(sitting: Sitting, describe: Callable[[Desk], None], announce: Callable[[Desk], None]) -> tuple[Desk, str]:
    """Start up, announce and run to the end of the sessions; gives the desk and why it ended. Nothing is finished yet.

    `describe` writes what runs once the broker has agreed; `announce` tells whoever looks on.
    """
    env, recalled = sitting.env, sitting.recalled
    first_start = recalled.rows == 0
    desk = recalled.desk(sitting.bot, sitting.journal, env.broker)
    desk.conditions = env.conditions
    describe(desk)
    desk.killed = lambda: env.operator.killed() is not None
    attention = Attention(env.operator, leaving=STOPPING in desk.state.trips)
    heed_kill(attention, desk, env.clock.now())
    if sitting.until_flat:
        go_flat(attention, desk, env.clock.now(), "the command line")
    desk.pause = waits_for_answers(env, sitting.stop)
    ask = partial(answered, env=env, stop=sitting.stop, note=partial(_unavailable, desk, env))
    ask(lambda: start_up(desk, env, first_start=first_start))
    ask(lambda: learn(desk, env.assets, env.clock.now()))
    since = sitting.since or (desk.state.last_mark.at if desk.state.last_mark is not None else sitting.began_at)
    past = ask(lambda: env.feed.history(since))
    env.witness.history(past, env.clock.now())
    window, signals = Window(past, _two_sessions(sitting.bot)), GrowingSignals(sitting.bot)
    if len(window):
        signals.of(window.panel)  # now, so that the first bar does not wait for it
    announce(desk)
    start = benchmark_start(window, sitting.began_at)
    run = Live(
        desk,
        env,
        window,
        signals,
        sitting.stop,
        _progress(sitting, desk),
        attention,
        benchmark_from=start,
        session_over=lambda: sitting.session_over(desk),
        at_leisure=lambda: sitting.at_leisure(desk),
    )
    return desk, live(run, _instants(sitting, since), steps=sitting.steps)


def _two_sessions(bot: Pipeline) -> int:
    """Bars of a session and the next."""
    return 2 * bot.hours.seconds // bot.pace.seconds


def _unavailable(desk: Desk, env: Environment, why: str) -> None:
    desk.record(NoteRow(env.clock.now(), "warning", "UNAVAILABLE", why))
    desk.journal.commit()


def _instants(sitting: Sitting, since: datetime) -> Iterable[Instant]:
    bot = sitting.bot
    return instants(sitting.sessions, bot.pace, since, bot.lead, bot.hours)


def _progress(sitting: Sitting, desk: Desk) -> Callable[[Instant, MarkRow], None]:
    done = desk.state.marks_taken

    def tell(instant: Instant, row: MarkRow) -> None:
        nonlocal done
        done += 1
        sitting.watcher.progress(done, sitting.total, instant.at, row.equity)

    return tell


def end(
    desk: Desk, journal: Journal, *, at: datetime, why: str, guesses: dict[str, int], quality: Iterable[QualityRow] = ()
) -> EndedRow:
    """The last rows of a run that came to its end."""
    for row in quality:
        desk.record(row)
    return finish(desk, columns_of_marks(journal.rows()), at=at, why=why, guesses=guesses)


def kept(desk: Desk, at: datetime, why: str = "interrupted") -> None:
    """A person stopped the run: positions and orders stay as they are, and the next start goes on from here."""
    held = ", ".join(f"{position.quantity} {symbol}" for symbol, position in desk.state.portfolio.positions.items())
    text = f"stopped; positions kept: {held or 'none'}; working orders kept: {len(desk.state.working)}"
    desk.record(NoteRow(at, "warning", why.upper(), text))
    desk.journal.commit()


def anchor_row(anchor: date, at: datetime) -> NoteRow:
    """Where history begins: indicators have the same bits only from the same beginning."""
    return NoteRow(at, "info", "ANCHOR", anchor.isoformat())
