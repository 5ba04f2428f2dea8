"""A run by the clock decided again from its journal: the loop itself, with the journal in the place of the world.

Each moment begins from the recorded state, so that one difference makes no others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from botspec.domain.rows import DeniedRow, HeaderRow, IntentRow, NoteRow, OutcomeRow, Row, SpecRow, WantedRow
from botspec.domain.seen import AccountRow, BarsRow, SeenRow
from botspec.ports.journal import JournalDamaged
from botspec.ports.operator import NOBODY
from botspec.run import recording
from botspec.run.at_once import leave_refused, protect
from botspec.run.attend import Attention
from botspec.run.benchmark import benchmark_start
from botspec.run.environment import Environment
from botspec.run.growing import GrowingSignals
from botspec.run.loop import Live, deal_with_deadline, deal_with_open, decide_at_close, look_after
from botspec.run.recording import UNAVAILABLE, CutOff, Parted, RecordedFeed, RecordedWorld, Recording, is_marker
from botspec.run.removed import with_removed
from botspec.run.resume import recall
from botspec.run.schedule import Instant, Phase
from botspec.run.tripping import UNRECONCILED
from botspec.run.window import Window

if TYPE_CHECKING:
    from botspec.market.panel import CorporateAction, Panel
    from botspec.pipeline import Pipeline
    from botspec.run.desk import Desk

_MOMENT = timedelta(microseconds=1)  # a day without end closes as the next one opens
NOT_KEPT = "their bars are not kept"
NO_SPEC = "the spec they ran under is not at hand"
DISAGREED = "journal and broker did not agree"
ORDERS = (WantedRow, DeniedRow, IntentRow)

Compiled = Callable[[SpecRow, HeaderRow | None], "Pipeline | None"]
Bars = Callable[[BarsRow, tuple[str, ...]], "Panel"]


@dataclass(frozen=True, slots=True)
class Parting:
    """The first row of a moment that came out otherwise, None where there is none; `seen` began the moment."""

    seen: BarsRow | SeenRow
    recorded: Row | None
    again: Row | None


@dataclass(slots=True)
class DecidedAgain:
    """`moments` were decided again, with as many `orders` and `rows` the same; `left_out` counts moments by why not."""

    moments: int = 0
    orders: int = 0
    rows: int = 0
    parted: list[Parting] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)


def decide_again(rows: Sequence[Row], compiled: Compiled, bars: Bars) -> DecidedAgain:
    """Every moment of a journal whose bars it keeps. `compiled` gives the bot of a spec row, `bars` those of a row."""
    recorded = [row for row in rows if not isinstance(row, NoteRow) or row.code == UNAVAILABLE]
    session = _Session(Recording(recorded, actions=_actions(recorded, bars)), compiled, bars)
    edges = [place for place, row in enumerate(recorded) if _begins(row)]
    for place, stop in zip(edges, [*edges[1:], len(recorded)], strict=True):
        session.deal(place, stop)
    found = session.found
    found.rows = len(session.recording.same)
    found.orders = sum(isinstance(row, IntentRow) for row in session.recording.same)
    return found


def _actions(rows: Sequence[Row], bars: Bars) -> dict[date, list[CorporateAction]]:
    """Corporate actions by the day they count from, whichever row told them."""
    found: dict[date, list[CorporateAction]] = {}
    for row in rows:
        if isinstance(row, BarsRow) and row.actions:
            for action in bars(replace(row, blocks=()), ()).actions:
                found.setdefault(action.ex_on, []).append(action)
    return found


def _begins(row: Row) -> bool:
    return isinstance(row, (HeaderRow, SpecRow)) or is_marker(row)


@dataclass(slots=True)
class _Session:
    """One process's part after the other."""

    recording: Recording
    compiled: Compiled
    bars: Bars
    found: DecidedAgain = field(default_factory=DecidedAgain)
    header: HeaderRow | None = None
    spec: SpecRow | None = None
    bot: Pipeline | None = None
    run: Live | None = None
    why: str = NOT_KEPT

    def deal(self, place: int, stop: int) -> None:
        """Rows from one beginning up to the next."""
        self.recording.begin(place, stop)
        match self.recording.recorded[place]:
            case HeaderRow() as row:
                self.header, self.run = row, None
            case SpecRow() as row:
                self._sit_down(row, place)
            case BarsRow(instant=None) as row:
                self._open_books(row)
            case BarsRow() | SeenRow() as row:
                self._decide(row)
            case _:
                pass
        self.recording.take_rest()

    def _sit_down(self, row: SpecRow, place: int) -> None:
        self.spec, self.run = row, None
        self.bot = self.compiled(row, self.header)
        self.why = NO_SPEC if self.bot is None else NOT_KEPT
        if self.bot is not None:
            self.bot = with_removed(self.bot, recall(self.bot, self.recording.recorded[:place]).state)
        self.recording.desk = self._desk(place)

    def _desk(self, place: int) -> Desk | None:
        """The bot as it was before the row at `place`."""
        if self.bot is None:
            return None
        world, recording = RecordedWorld(self.recording), self.recording
        desk = recall(self.bot, recording.recorded[:place]).desk(self.bot, recording, world)
        asked = any(isinstance(row, SeenRow) and row.told for row in recording.recorded)
        desk.conditions = world if asked else None
        return desk

    def _open_books(self, row: BarsRow) -> None:
        desk = self.recording.desk
        if desk is None or self.bot is None or self.spec is None or not row.blocks:
            return
        world = RecordedWorld(self.recording)
        window = Window(self.bars(row, row.symbols))
        self.run = Live(
            desk,
            Environment(
                RecordedFeed(self.recording),
                world,
                world,
                self.recording,
                grace=timedelta(seconds=row.grace),
                witness=world,
                account=world.account
                if any(isinstance(each, AccountRow) for each in self.recording.recorded)
                else None,
            ),
            window,
            GrowingSignals(self.bot),
            stop=lambda: False,
            progress=lambda *_: None,
            attention=Attention(NOBODY),
            benchmark_from=benchmark_start(window, self.spec.starts_at or row.at),
            interrupted=False,
        )

    def _decide(self, row: BarsRow | SeenRow) -> None:
        run, recording = self.run, self.recording
        if run is not None and not self._look(row, run):
            self.run = run = None
        if run is None or UNRECONCILED in run.desk.state.trips:
            why = self.why if run is None else DISAGREED
            self.found.left_out[why] = self.found.left_out.get(why, 0) + 1
            if run is not None and recording.bars is not None:
                run.window.learn(RecordedFeed(recording).actions(row.at))
                run.window.append(recording.bars)
            return
        self.found.moments += 1
        try:
            _moment(run, row)
            self._nothing_more()
        except CutOff:
            return
        except Parted as parted:
            self.found.parted.append(Parting(row, parted.recorded, parted.again))
            run.desk = recording.desk = self._desk(recording.stop) or run.desk  # as recorded again
            recording.place = recording.stop

    def _look(self, row: BarsRow | SeenRow, run: Live) -> bool:
        """Let the moment's bars be seen; False when they are not kept."""
        recording = self.recording
        recording.seen, recording.bars, recording.waited = row, None, None
        if isinstance(row, SeenRow):
            return True
        if not row.blocks:
            return False
        recording.bars = self.bars(row, run.window.symbols).row(0)
        return True

    def _nothing_more(self) -> None:
        """An order that was not decided again is a difference."""
        recording = self.recording
        for row in recording.recorded[recording.place : recording.stop]:
            if recording.is_given(row):
                break
            rest = isinstance(row, WantedRow) and row.wanted.generation > 0
            if (isinstance(row, ORDERS) and not rest) or self._is_answer_to_nothing(row):
                raise Parted(row, None)

    def _is_answer_to_nothing(self, row: Row) -> bool:
        """An order that was answered must have been sent."""
        desk = self.recording.desk
        return isinstance(row, OutcomeRow) and desk is not None and desk.state.order(row.client_order_id) is None


def _moment(run: Live, row: BarsRow | SeenRow) -> None:
    """What the loop does at such a moment."""
    run.missing.clear()
    if isinstance(row, BarsRow):
        decide_at_close(run, _instant(run, row.instant or row.at, Phase.CLOSE))
        return
    match row.what:
        case recording.OPEN:
            deal_with_open(run, _instant(run, row.at, Phase.OPEN))
        case recording.DEADLINE:
            deal_with_deadline(run, row.at)
        case recording.FILL:
            protect(run.desk, row.prices, row.at)
        case recording.REFUSED:
            leave_refused(run, row.at)
        case _:
            look_after(run, row.at)


def _instant(run: Live, at: datetime, phase: Phase) -> Instant:
    hours = run.desk.bot.hours
    session = hours.session_on(hours.day(at if phase is Phase.OPEN else at - _MOMENT))
    if session is None:
        raise JournalDamaged(f"no session is known at {at}")
    return Instant(at, phase, session, last=phase is Phase.CLOSE and at == session.closes_at)
