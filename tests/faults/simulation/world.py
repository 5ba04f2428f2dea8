"""One schedule: a broker and a network that outlive the bot, and the bot's lives one after the other."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from botspec import wiring
from botspec.adapters.alpaca import connect
from botspec.adapters.sqlite.journal import SqliteJournal
from botspec.adapters.system.mailbox import Mailbox
from botspec.adapters.system.origin import Origin
from botspec.adapters.system.secret import Credentials, Secret
from botspec.app.by_the_clock import resume_point
from botspec.app.record import spec_row
from botspec.app.session import Sitting, sit
from botspec.domain.commands import Ask, Command
from botspec.domain.modes import Mode
from botspec.market import calendar
from botspec.market.calendar import Session
from botspec.market.moments import moment
from botspec.ports.broker import CredentialsRefused, Unavailable
from botspec.ports.clock import LOOK_AGAIN
from botspec.ports.journal import JournalUnwritable
from botspec.ports.remembered import Remembered
from botspec.run.booking import book
from botspec.run.desk import Desk
from botspec.run.environment import Environment
from botspec.run.reconcile import Unreconciled, resolve
from botspec.run.resume import Recalled, recall
from botspec.simulator.chaos import chaos
from botspec.simulator.simulation import Simulation, build
from tests.fakes.simulator import KEY, SECRET, URL, config
from tests.fakes.world import Nobody
from tests.faults.harness import _ledger
from tests.faults.simulation.crashes import Grim, SimCrash, points
from tests.faults.simulation.markets import BY_THE_MINUTE, Stretch, bot, stretch
from tests.faults.simulation.network import Asked, Network
from tests.faults.simulation.oracles import GIVEN_UP_BY, LIMITS, LIVE_BY, Oracle
from tests.faults.simulation.plan import ACCOUNT_FAULTS, Schedule
from tests.faults.simulation.streams import VirtualStreams

MOST_LIVES, CALM_AFTER = 40, 30  # starts; whoever starts a bot again and again waits for the faults to stop
HEARTBEAT, GRACE, PATIENCE = timedelta(seconds=20), timedelta(seconds=3), timedelta(minutes=10)
CALM_BEFORE_END = dict.fromkeys(BY_THE_MINUTE, timedelta(minutes=5))
RESTART = timedelta(seconds=7)
KEYS = Credentials("main", Secret(KEY), Secret(SECRET))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a schedule came to. The same schedule gives the same digest."""

    schedule: Schedule
    wrongs: tuple[str, ...]
    orders: int
    injected: Counter[str]
    died_at: Counter[str]
    reasons: Counter[str]
    lives: int
    digest: str


@dataclass(slots=True)
class Clock:
    """ports.clock.Clock of the network's own time."""

    network: Network
    grim: Grim

    def now(self) -> datetime:
        return self.network.now.astimezone(UTC)

    def wait_until(self, moment: datetime) -> None:
        self.grim.passing("waiting")
        if moment > self.network.now:
            self.network.advance(moment)

    def wait_for_news(self, moment: datetime) -> None:
        self.wait_until(min(moment, self.now() + LOOK_AGAIN))


@dataclass(slots=True)
class World:
    """Everything that a process of the bot does not take with it when it dies."""

    schedule: Schedule
    folder: Path
    bars: Stretch
    network: Network
    oracle: Oracle
    grim: Grim
    running: bool = False
    lives: int = 0
    streams: Counter[str] = field(default_factory=Counter)
    desk: Desk | None = None

    @property
    def journal(self) -> Path:
        return self.folder / "run" / "journal.sqlite"

    @property
    def by_the_clock(self) -> bool:
        return self.schedule.bot in BY_THE_MINUTE


def play(schedule: Schedule, look: Callable[[World], None] = lambda _: None) -> Verdict:
    """Carry a schedule out; nothing of it depends on anything else. `look` sees what is left before it is removed."""
    folder = Path(tempfile.mkdtemp(prefix="botspec-sim-", dir=_shared_memory()))
    try:
        return _played(schedule, folder, look)
    finally:
        shutil.rmtree(folder)


def _shared_memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


def _played(schedule: Schedule, folder: Path, look: Callable[[World], None]) -> Verdict:
    world = a_world(schedule, folder)
    with mounted(world):
        why = _lives(world)
        if why is not None:
            _settle(world)
        look(world)
    seen = world.network.injected + world.streams + _of_account(world.network.simulation)
    told = (world.network.sent, sorted(world.oracle.reasons.items()), world.oracle.wrongs, world.lives)
    return Verdict(
        schedule=schedule,
        wrongs=tuple(dict.fromkeys(world.oracle.wrongs)),
        orders=world.oracle.accepted,
        injected=seen,
        died_at=world.grim.died_at,
        reasons=world.oracle.reasons,
        lives=world.lives,
        digest=hashlib.sha256(repr(told).encode()).hexdigest()[:16],
    )


def a_world(schedule: Schedule, folder: Path) -> World:
    """A broker with money and a market, and nobody there yet."""
    bars = stretch(schedule.bot, schedule.first)
    simulated = bot(schedule.bot).simulation
    rates = ",".join(f"{name}={schedule.rates.get(name, 0.0)}" for name in ACCOUNT_FAULTS)
    simulation = build(
        config(
            bars.panel,
            bars.begins_at,
            timeframe=bot(schedule.bot).pace.value,
            slippage_bps=Decimal(5),
            max_participation=simulated.max_participation,
            chaos=f"{rates}:{schedule.seed}",
            key=KEYS.key_id.reveal(),
            secret=KEYS.secret_key.reveal(),
        ),
        bars.panel,
    )
    network = Network(simulation, schedule)
    oracle = Oracle(simulation, folder / "run" / "journal.sqlite", LIMITS[schedule.bot])
    world = World(schedule, folder, bars, network, oracle, Grim())
    network.before, network.delivered, network.passing = _before(world), oracle.delivered, world.grim.passing
    network.moments = [(_calm_at(world), lambda: _calm(world))]
    if world.by_the_clock:
        network.moments.append((_calm_at(world) + LIVE_BY, lambda: _alive(world, oracle.resolved)))
        network.moments.append((_calm_at(world) + GIVEN_UP_BY, lambda: _alive(world, oracle.given_up)))
    return world


def _of_account(simulation: Simulation) -> Counter[str]:
    assert simulation.chaos is not None
    return Counter(each.fault for each in simulation.chaos.injected)


def _before(world: World) -> Callable[[Asked], None]:
    def before(asked: Asked) -> None:
        world.oracle.before(asked)

    return before


def _ends_at(world: World) -> datetime:
    return moment(int(world.bars.panel.closed_at[-1]))


def _calm_at(world: World) -> datetime:
    return _ends_at(world) - CALM_BEFORE_END.get(world.schedule.bot, timedelta(days=1, hours=12))


def _calm(world: World) -> None:
    world.network.end_faults()
    world.grim.due = None


def _alive(world: World, look: Callable[[datetime], None]) -> None:
    if world.running:
        look(_calm_at(world))


@contextmanager
def mounted(world: World) -> Iterator[None]:
    """The network in the place of the HTTP adapter, the crash points in the product."""
    quiet = SimpleNamespace(stderr=StringIO())
    with (
        mock.patch.object(connect, "BoundedAdapter", return_value=world.network),
        mock.patch.object(chaos, "sys", quiet),
        points(world.grim.passing),
    ):
        yield


# ---- lives


def _lives(world: World) -> str | None:
    """Start it again until it comes to its end; None when it never does."""
    deaths = list(world.schedule.deaths)
    for start in range(MOST_LIVES):
        if start == CALM_AFTER:
            _calm(world)
        if world.network.calm:
            deaths.clear()
        world.grim.life(deaths.pop(0) if deaths else None)
        why = live(world)
        if why is not None:
            return why
        world.network.advance(world.network.now + RESTART)
    world.oracle.wrong("liveness", f"{MOST_LIVES} starts and no end")
    return None


def live(world: World) -> str | None:
    """One process: why it ended, None when the same command is to be given again."""
    world.lives += 1
    journal: SqliteJournal | None = None
    try:
        journal = SqliteJournal(world.journal, "append" if world.journal.exists() else "create", synced=False)
        why = _run(world, journal)
    except SimCrash:
        why = None
    except (Unavailable, Unreconciled, JournalUnwritable) as ended:
        why = None
        world.oracle.reasons[f"exit {type(ended).__name__}"] += 1
        if isinstance(ended, Unreconciled) and world.network.calm:
            world.oracle.wrong("I4", f"calm, and it says {ended}")
            why = "unreconciled"
        world.network.advance(world.network.now + LIVE_BY)
    except CredentialsRefused as ended:
        world.oracle.wrong("exit", f"keys refused: {ended}")
        why = None
    except Exception as error:  # noqa: BLE001  whatever it is, it is a finding
        world.oracle.wrong("exit", f"{type(error).__name__}: {error}")
        why = None
    finally:
        world.running = False
        _dead(journal)
    return why


def _dead(journal: SqliteJournal | None) -> None:
    """Nothing is written any more; the system lets go of file and lock."""
    if journal is not None:
        journal._links.clear()
        journal.close()


def _run(world: World, journal: SqliteJournal) -> str:
    found = bot(world.schedule.bot)
    clock = Clock(world.network, world.grim)
    recalled = recall(found, journal.rows())
    env = _environment(world, journal, clock, recalled)
    first, ends_at = world.bars.begins_at, _ends_at(world)
    sessions = _sessions(world)
    since = None
    if world.by_the_clock:
        last = recalled.state.last_mark
        since = resume_point(sessions, found, last.at if last is not None else clock.now(), clock.now())
    sitting = Sitting(
        bot=found,
        env=env,
        journal=journal,
        recalled=recalled,
        sessions=sessions,
        began_at=first,
        watcher=Nobody(),
        stop=lambda: False,
        since=since,
    )

    def describe(desk: Desk) -> None:
        world.desk = desk
        if recalled.rows == 0:
            desk.record(spec_row(found, Mode.SIMULATE, first, ends_at))
        desk.journal.commit()

    def announce(_: Desk) -> None:
        world.running = True

    world.desk, why = sit(sitting, describe, announce)
    if why == "data_end":
        _last_look(world, env)
    return why


def _last_look(world: World, env: Environment) -> None:
    """In calm: what is still open is asked for once more, as a report does."""
    world.network.advance(world.network.now + LIVE_BY)
    _calm(world)
    assert world.desk is not None
    resolve(world.desk, env.clock.now())
    book(world.desk, env.broker.advance(env.clock.now(), None))
    world.desk.journal.commit()


def _sessions(world: World) -> list[Session]:
    panel = world.bars.panel
    days = [date.fromordinal(int(panel.session[row])) for row in (world.bars.start, -1)]
    found = list(calendar.sessions(days[0], days[-1]))
    if world.by_the_clock:
        found = [replace(session, closes_at=_ends_at(world)) for session in found]
    return found


def _environment(world: World, journal: SqliteJournal, clock: Clock, recalled: Recalled) -> Environment:
    found = bot(world.schedule.bot)
    origin = Origin(URL + "/")
    remembered = Remembered(
        began_at=world.bars.begins_at,
        anchor=date.fromordinal(int(world.bars.panel.session[0])),
        booked=recalled.state.booked,
        live=recalled.state.awaited,
    )
    env = wiring._alpaca(found, journal, clock, remembered, wiring.Venue(origin, origin, KEYS))
    env = replace(env, operator=_operator(world), skew=None, conditions=None, patience=timedelta(hours=1))
    if not world.by_the_clock:
        return env
    streams = VirtualStreams(world.network)
    streams.injected = world.streams
    return replace(env, grace=GRACE, heartbeat=HEARTBEAT, patience=PATIENCE, hints=streams)


def _operator(world: World) -> Mailbox:
    """The real mailbox; a person pulls its switch at the request that the schedule says."""
    mailbox = Mailbox(world.folder / "run")
    mailbox.open()
    before = _before(world)
    passing = world.grim.passing

    def counted(point: str) -> None:
        due = world.schedule.kill_at is not None and world.network.count >= world.schedule.kill_at
        if due and point.endswith("answered"):  # not while a request is between the bot's last look and the wire
            _kill(world, mailbox)
        passing(point)

    world.network.before, world.network.passing = before, counted
    return mailbox


def _kill(world: World, mailbox: Mailbox) -> None:
    if world.oracle.killed:
        return
    flatten = world.schedule.seed % 3 == 0
    mailbox.pull(Command("kill", Ask.KILL, "a person", world.network.now, "enough", flatten=flatten))
    world.oracle.killed = True
    world.oracle.reasons["kill"] += 1


def _settle(world: World) -> None:
    world.oracle.settled()
    with SqliteJournal(world.journal, "read") as journal:
        journal.verify()
        rows = list(journal.rows())
    exchange = world.network.simulation.exchange
    ledger = _ledger(rows, bot(world.schedule.bot).capital)
    account = (exchange.cash, {each.symbol: each.quantity for each in exchange.positions.values() if each.quantity})
    if ledger[1] != account[1] or abs(ledger[0] - account[0]) > Decimal("0.01"):
        world.oracle.wrong("I8", f"ledger {ledger}, account {account}")
