"""Trading by the clock: Alpaca's paper account, a shadow of it, or a rehearsal against a simulator on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from botspec.adapters.sqlite.journal import SqliteJournal
from botspec.adapters.sqlite.reserve import Reserve
from botspec.adapters.system.bell import Bell
from botspec.adapters.system.mailbox import Mailbox
from botspec.adapters.system.press import Press
from botspec.app.aftermath import Lines, left_behind, taken_up, unsettled, write_down
from botspec.app.alerts import TellingJournal, session_text, telling_its_end
from botspec.app.banner import banner
from botspec.app.folders import JOURNAL
from botspec.app.guardian import GUARDIAN_NOTE
from botspec.app.keeping import KeepingJournal
from botspec.app.listeners import listeners
from botspec.app.provenance import header
from botspec.app.record import spec_row
from botspec.app.request import Refused
from botspec.app.results import result
from botspec.app.session import Sitting, anchor_row, end, kept, sit
from botspec.app.tidy import TidyClock, undisturbed
from botspec.data import warmup
from botspec.domain.modes import Mode
from botspec.domain.rows import NoteRow, Row
from botspec.market.calendar import Session
from botspec.ports.broker import CredentialsRefused, Unavailable
from botspec.ports.journal import JournalUnwritable
from botspec.ports.remembered import Remembered
from botspec.run.asking import answered
from botspec.run.removed import with_removed
from botspec.run.resume import recall
from botspec.run.schedule import Instant, instants
from botspec.run.so_far import bars_needed

if TYPE_CHECKING:
    from botspec.adapters.notify.messenger import Messenger
    from botspec.app.request import RunRequest, RunResult, Watcher
    from botspec.market.hours import Hours
    from botspec.pipeline import Pipeline
    from botspec.ports.clock import Clock
    from botspec.ports.hints import Hints
    from botspec.run.desk import Desk
    from botspec.run.environment import Environment
    from botspec.run.resume import Recalled

INVALID, INTERRUPTED = 2, 130
CLOSE, FLAT = "close", "flat"
HORIZON = timedelta(days=400)
NO_SKEW, SOME_SKEW, MUCH_SKEW = timedelta(0), timedelta(seconds=2), timedelta(seconds=5)


class Connect(Protocol):
    """How a bot gets its environment, once its journal tells what is remembered."""

    def __call__(
        self, bot: Pipeline, *, clock: Clock, journal: TellingJournal, remembered: Remembered
    ) -> Environment: ...


@dataclass(slots=True)
class Interruption:
    """What ends a wait early: the service manager, a person, a stream. `bell` is slept on."""

    stop: Callable[[], bool]
    mailbox: Mailbox
    bell: Bell = field(default_factory=Bell)
    hints: Hints | None = None

    def came(self) -> bool:
        """Something is to be dealt with."""
        return self.stop() or self.mailbox.waiting() or (self.hints is not None and self.hints.waiting())


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when a bot trades: `connect` gives its environment once there is a journal."""

    mode: Mode
    folder: Path
    clock: Clock
    interruption: Interruption
    connect: Connect


@dataclass(frozen=True, slots=True)
class Occasion:
    """One process's run: what was asked for, who looks on, and how it is told to stop.

    `trouble` says why it looks after positions only, where its start found that out.
    """

    bot: Pipeline
    request: RunRequest
    watcher: Watcher
    stop: Callable[[], bool]
    place: Place
    trouble: str = ""
    press: Press = field(default_factory=Press)


def open_mailbox(folder: Path) -> Mailbox:
    """Where a person reaches the bot of this run folder."""
    return Mailbox(folder, disk_full=lambda: Reserve(folder / JOURNAL).spent)


def run_by_the_clock(occasion: Occasion) -> RunResult:
    """Trade until stopped. Raises CredentialsRefused, Unavailable, Unreconciled, JournalUnwritable, JournalDamaged."""
    place = replace(occasion.place, clock=TidyClock(occasion.place.clock))
    occasion = replace(occasion, place=place)
    with occasion.press, undisturbed(), _listened_to(occasion) as (told, occasion), _journal(place.folder) as journal:
        journal.put_room_aside()
        place.interruption.mailbox.open()
        keeping = KeepingJournal(journal, place.clock.now, cramped=lambda: Reserve(journal.path).spent)
        lines = Lines(place.folder.name)
        telling = TellingJournal(keeping, told, occasion.bot, place.mode.value, said(occasion.watcher, lines))
        why = _trade(occasion, telling, keeping)
    return result(occasion.bot, place.mode, place.folder, why, INTERRUPTED if why == "interrupted" else 0)


@contextmanager
def _listened_to(occasion: Occasion) -> Iterator[tuple[Messenger, Occasion]]:
    found, occasion = listeners(occasion)
    with telling_its_end(found, occasion.bot.bot, occasion.place.mode.value, occasion.place.clock.now):
        yield found, occasion


def _journal(folder: Path) -> SqliteJournal:
    path = folder / JOURNAL
    return SqliteJournal(path, "append" if path.exists() else "create")


def _trade(occasion: Occasion, journal: TellingJournal, keeping: KeepingJournal) -> str:
    bot, clock = occasion.bot, occasion.place.clock
    now = clock.now()
    recalled = recall(bot, journal.rows())
    _refuse_other_capital(bot, recalled)
    bot = with_removed(bot, recalled.state)
    occasion = replace(occasion, bot=bot)
    remembered = _remembered(occasion, recalled, now)
    if occasion.trouble:
        journal.append(NoteRow(now, "error", GUARDIAN_NOTE, occasion.trouble))
    env = keeping.watching(_environment(occasion, journal, remembered))
    try:
        ask = partial(answered, env=env, stop=occasion.stop, note=partial(_asking_again, occasion.watcher))
        bot, recalled = ask(lambda: _with_capital(bot, env, journal, recalled))
        with _told_of_its_end(occasion, journal, recalled):
            if occasion.request.plan is not None:
                from botspec.app.planned import keep_to

                env = replace(env, broker=keep_to(occasion.request, occasion.place.mode, bot, env, recalled.rows))
            _look_at_clocks(ask(lambda: _skew(env)), occasion.watcher)
            _look_at_pace(bot, env, occasion.watcher)
            occasion = replace(occasion, bot=bot)
            sitting = ask(lambda: _sitting(occasion, env, journal, recalled, remembered, now))
            describe, announce = _description(occasion, recalled, remembered, now), _announcement(occasion, sitting)
            desk, why = sit(sitting, describe, announce)
    finally:
        if env.hints is not None:
            env.hints.close()
    if why in {"interrupted", "stopped"}:
        kept(desk, clock.now(), why)
        occasion.watcher.note(f"{why}: " + "\n".join(left_behind(desk.state, None)))
    else:
        end(desk, journal, at=clock.now(), why=why, guesses={}, quality=env.feed.quality())
    return why


@contextmanager
def _told_of_its_end(occasion: Occasion, journal: TellingJournal, recalled: Recalled) -> Iterator[None]:
    """Say and write down what is left behind when broker, keys or disk end the run; nothing is before there was one."""
    try:
        yield
    except (CredentialsRefused, Unavailable, JournalUnwritable) as error:
        state = recalled.state
        if recalled.rows or state.marks_taken or state.working:
            write_down(journal, error, occasion.place.clock.now())
            occasion.watcher.note("\n".join(left_behind(state, error)))
        raise


def said(watcher: Watcher, lines: Lines) -> Callable[[Row], None]:
    """A row as a line at the terminal, when it is worth one."""

    def say(row: Row) -> None:
        line = lines.of(row)
        if line is not None:
            watcher.note(line)

    return say


def _remembered(occasion: Occasion, recalled: Recalled, now: datetime) -> Remembered:
    bot = occasion.bot
    return Remembered(
        began_at=recalled.began_at or now,
        anchor=recalled.anchor or warmup.earliest(now.date(), bars_needed(bot), bot.data.timeframe),
        booked=recalled.state.booked,
        live=recalled.state.awaited,
        note=occasion.watcher.note,
        stop=occasion.stop,
        ring=occasion.place.interruption.bell.ring,
    )


def _environment(occasion: Occasion, journal: TellingJournal, remembered: Remembered) -> Environment:
    place = occasion.place
    env = place.connect(occasion.bot, clock=place.clock, journal=journal, remembered=remembered)
    place.interruption.hints = env.hints
    return replace(env, operator=place.interruption.mailbox)


def _sitting(
    occasion: Occasion,
    env: Environment,
    journal: TellingJournal,
    recalled: Recalled,
    remembered: Remembered,
    now: datetime,
) -> Sitting:
    ahead = _until(
        env.sessions(occasion.bot.hours.day(now), now.date() + HORIZON), occasion.request.until, now, occasion.bot.hours
    )
    last = recalled.state.last_mark
    return Sitting(
        bot=occasion.bot,
        env=env,
        journal=env.journal,
        recalled=recalled,
        sessions=ahead,
        began_at=remembered.began_at,
        watcher=occasion.watcher,
        stop=occasion.stop,
        since=resume_point(ahead, occasion.bot, last.at if last is not None else now, now),
        steps=occasion.request.steps,
        total=occasion.request.steps,
        until_flat=occasion.request.until == FLAT,
        session_over=lambda desk: _session_report(occasion, desk, journal),
        at_leisure=lambda desk: _note_no_report(occasion, desk, occasion.press.news()),
    )


def _until(sessions: Iterable[Session], until: str | None, now: datetime, hours: Hours) -> list[Session]:
    """The sessions to trade: all, the one under way or next, or those up to a day."""
    ahead = list(sessions)
    if until is None or until == FLAT:
        return ahead
    if until == CLOSE:
        return [session for session in ahead if session.closes_at > now][:1]
    last = date.fromisoformat(until)
    if last < hours.day(now):
        raise Refused(f"--until {until} is over", INVALID)
    return [session for session in ahead if session.on <= last]


def _session_report(occasion: Occasion, desk: Desk, journal: TellingJournal) -> None:
    """A report at each session's end, by a process of its own: the bot goes on at once."""
    if desk.state.last_close is not None:
        journal.session_over(session_text(desk), desk.state.last_close)
    _note_no_report(occasion, desk, occasion.press.ask(occasion.place.folder / JOURNAL, occasion.bot.formats))


def _note_no_report(occasion: Occasion, desk: Desk, why: str | None) -> None:
    """A report that cannot be written is said and stops nothing."""
    if why is not None:
        desk.record(NoteRow(occasion.place.clock.now(), "warning", "NO_REPORT", f"no session report: {why}"))
        desk.journal.commit()


def _description(
    occasion: Occasion, recalled: Recalled, remembered: Remembered, now: datetime
) -> Callable[[Desk], None]:
    request, mode = occasion.request, occasion.place.mode

    def describe(desk: Desk) -> None:
        desk.record(header(now, request))
        desk.record(spec_row(occasion.bot, mode, remembered.began_at, None))
        if recalled.anchor is None:
            desk.record(anchor_row(remembered.anchor, now))
        desk.journal.commit()

    return describe


def _announcement(occasion: Occasion, sitting: Sitting) -> Callable[[Desk], None]:
    bot, until = sitting.bot, occasion.request.until
    now = occasion.place.clock.now()
    resumes, unknown = sitting.recalled.rows > 0, unsettled(sitting.recalled.state)

    def announce(desk: Desk) -> None:
        equity = desk.state.last_close.equity if desk.state.last_close is not None else float(bot.capital)
        upcoming = (
            each.at for each in instants(sitting.sessions, bot.pace, now, hours=bot.hours) if each.phase == "close"
        )
        span = "until stopped" if until is None else f"until {until}"
        resumed = taken_up(desk.state, unknown) if resumes else None
        told = banner(bot, occasion.place.mode, occasion.place.folder, span, equity, next(upcoming, None), resumed)
        occasion.watcher.banner(told)

    return announce


def _asking_again(watcher: Watcher, why: str) -> None:
    watcher.note(f"{why}; asking again")


def _skew(env: Environment) -> timedelta:
    found = NO_SKEW if env.skew is None else env.skew()
    if found is None:
        raise Unavailable("Alpaca took too long to say what time it is: this machine's clock cannot be compared")
    return found


def _look_at_pace(bot: Pipeline, env: Environment, watcher: Watcher) -> None:
    """Of a rehearsal: what is a short wait in earnest may be longer than a bar there."""
    if env.grace.total_seconds() >= bot.pace.seconds:
        waits = f"a bar that its stream loses is waited for for {env.grace.total_seconds():.0f} simulated seconds"
        watcher.note(
            f"warning: the simulator is too fast for bars of {bot.pace}: {waits}; serve it with a lower --speed"
        )


def _look_at_clocks(skew: timedelta, watcher: Watcher) -> None:
    if abs(skew) > MUCH_SKEW:
        raise Unavailable(
            f"this machine's clock is {abs(skew).total_seconds():.1f} s off Alpaca's: set it first", retry=True
        )
    if abs(skew) > SOME_SKEW:
        watcher.note(f"warning: this machine's clock is {abs(skew).total_seconds():.1f} s off Alpaca's")


def _refuse_other_capital(bot: Pipeline, recalled: Recalled) -> None:
    """A ledger's beginning never changes: with another number, everything since would be rebuilt from it."""
    if recalled.capital is None or bot.whole_account or recalled.capital == bot.capital:
        return
    raise Refused(
        f"the spec's capital is {bot.capital:,.2f} USD, but this bot's journal began with {recalled.capital:,.2f} USD\n"
        f"  go on with it: write capital: {recalled.capital:f} USD\n"
        "  start over with the new capital: close its positions (botspec stop --flatten), then give the spec a new id",
        INVALID,
    )


def _with_capital(
    bot: Pipeline, env: Environment, journal: TellingJournal, recalled: Recalled
) -> tuple[Pipeline, Recalled]:
    """With `whole_account` the capital is the account's cash at the first start, and stays that."""
    if not bot.whole_account:
        return bot, recalled
    capital = recalled.capital if recalled.capital is not None else env.broker.snapshot().cash
    bot = replace(bot, capital=capital)
    return bot, recall(bot, journal.rows())


def resume_point(ahead: Iterable[Session], bot: Pipeline, last: datetime, now: datetime) -> datetime:
    """From where to take up again: of what was missed only the newest instant is still worth dealing with."""
    missed: list[Instant] = []
    for instant in instants(ahead, bot.pace, last, bot.lead, bot.hours):
        if instant.at > now:
            break
        missed.append(instant)
    return missed[-2].at if len(missed) > 1 else last
