"""A journal in the place of the world: what came from outside as recorded, what was decided to be decided again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.outcomes import NotSent
from botspec.domain.rows import (
    AdoptedRow,
    CancelRow,
    ContributedRow,
    DecisionRow,
    DeniedRow,
    DroppedRow,
    EndedRow,
    HeaderRow,
    IntentRow,
    MarkRow,
    NoteRow,
    OutcomeRow,
    ReleasedRow,
    Row,
    SpecRow,
    TripRow,
    WantedRow,
)
from botspec.domain.seen import BarsRow, SeenRow
from botspec.risk.guards.guard import HealthGuard
from botspec.run.begin_again import take_back

if TYPE_CHECKING:
    from botspec.domain.account import AccountSnapshot
    from botspec.domain.events import BrokerEvent
    from botspec.domain.intents import Intent
    from botspec.domain.orders import Changes, Order
    from botspec.domain.outcomes import SubmitOutcome
    from botspec.domain.rows import QualityRow
    from botspec.market.panel import CorporateAction, Panel
    from botspec.market.slice import Slice
    from botspec.run.desk import Desk

OPEN, HEARTBEAT, DEADLINE, CONDITIONS = "open", "heartbeat", "deadline", "conditions"
FILL, REFUSED = "fill", "refused"
DECIDED = (
    DecisionRow,
    WantedRow,
    DroppedRow,
    DeniedRow,
    IntentRow,
    CancelRow,
    TripRow,
    ReleasedRow,
    ContributedRow,
    MarkRow,
)
BY_OTHERS = frozenset({"rearmed", "agreed", "flat"})  # whoever let go of a trip was no guard
UNAVAILABLE = "UNAVAILABLE"


class Parted(Exception):
    """The row decided now is not the recorded one; None where there is none."""

    def __init__(self, recorded: Row | None, again: Row | None) -> None:
        super().__init__("decided otherwise")
        self.recorded, self.again = recorded, again


class CutOff(Exception):
    """The recording ends in the middle of a moment: its process died, or the broker could not be read."""


def spread_of(symbol: str) -> str:
    """Under which name a symbol's spread is told."""
    return f"{symbol} spread"


def lending_of(symbol: str) -> str:
    """Under which name it is told whether a symbol is lent."""
    return f"{symbol} easy_to_borrow"


def is_marker(row: Row) -> bool:
    """True for what is seen when a moment begins."""
    return isinstance(row, BarsRow) or (isinstance(row, SeenRow) and row.what != CONDITIONS)


@dataclass(slots=True)
class Recording:
    """A journal's rows and how far they are dealt with: `place` is the next, `stop` where the moment under way ends."""

    recorded: Sequence[Row]
    place: int = 0
    stop: int = 0
    desk: Desk | None = None
    seen: BarsRow | SeenRow | None = None
    bars: Slice | None = None
    actions: Mapping[date, Sequence[CorporateAction]] = field(default_factory=dict)
    same: list[Row] = field(default_factory=list)
    waited: datetime | None = None
    _last: int = 0

    # ---- journal

    def append(self, row: Row) -> None:
        """What is decided must be the recorded row. Facts are the recording's own, and notes are but words."""
        if not isinstance(row, DECIDED):
            return
        while self._next != row and (self.is_fact(self._next) or isinstance(self._next, SeenRow)):
            self._take()
        recorded = self._next
        if recorded != row:
            raise CutOff if self._is_cut(recorded) else Parted(recorded if isinstance(recorded, DECIDED) else None, row)
        self.same.append(row)
        self.place += 1

    def commit(self) -> None:
        """It is all durable."""

    def rows(self) -> Iterator[Row]:
        """As recorded."""
        return iter(self.recorded)

    def store_columns(self, columns: Mapping[str, object]) -> None:
        """There are none."""

    # ---- the recording

    def begin(self, place: int, stop: int) -> None:
        """A moment lies from `place` up to `stop`."""
        self.place, self.stop = place, stop
        given = next((n for n in range(place, stop) if self.is_given(self.recorded[n])), stop)
        self._last = max((n for n in range(place, given) if isinstance(self.recorded[n], DECIDED)), default=place)

    def take_answers(self) -> None:
        """Let orders be answered as they were."""
        while isinstance(self._next, OutcomeRow):
            self._take()

    def take_facts(self) -> None:
        """Let happen what came from outside and something was decided after: the rest was only heard later."""
        while self.place < self._last and self.is_fact(self._next):
            self._take()

    def take_rest(self) -> None:
        """What is left of the moment, as it is recorded."""
        while self.place < self.stop:
            self._take()

    def now(self) -> datetime:
        """When the next thing was decided; later when that was waited for since the bars or prices were seen."""
        if self.seen is None:
            raise ValueError("no moment is under way")
        decided = (row.at for row in self.recorded[self.place : self.stop] if isinstance(row, DECIDED))
        at = next(decided, self.seen.at)
        return at if self.waited is None else max(at, self.waited)

    def told(self, name: str) -> Decimal | None:
        """What was known of a symbol's market when this was asked."""
        row = self._next
        return row.told.get(name) if isinstance(row, SeenRow) else None

    def is_fact(self, row: Row | None) -> bool:
        """True for what the bot did not decide by itself."""
        match row:
            case None | BarsRow() | SeenRow() | NoteRow() | HeaderRow() | SpecRow() | EndedRow():
                return False
            case TripRow() | ReleasedRow():
                return self.is_given(row)
            case _:
                return not isinstance(row, DECIDED)

    def is_given(self, row: Row) -> bool:
        """True for what a person, the broker or its failing brought about: the bot only obeyed."""
        match row:
            case TripRow(trip=trip):
                guard = None if self.desk is None else self.desk.guards.get(trip.guard)
                return guard is None or (isinstance(guard, HealthGuard) and trip.where == HEARTBEAT)
            case ReleasedRow(why=why):
                return why in BY_OTHERS
            case _:
                return isinstance(row, (AdoptedRow, NoteRow))

    @property
    def _next(self) -> Row | None:
        return self.recorded[self.place] if self.place < self.stop else None

    def _take(self) -> None:
        fold(self.desk, self.recorded[self.place])
        self.place += 1

    def _is_cut(self, recorded: Row | None) -> bool:
        if recorded is not None:
            return isinstance(recorded, NoteRow)
        after = self.recorded[self.stop] if self.stop < len(self.recorded) else None
        return after is None or isinstance(after, HeaderRow)


def fold(desk: Desk | None, row: Row) -> None:
    """Take in a recorded row."""
    if desk is None:
        return
    desk.state.apply(row)
    if isinstance(row, ReleasedRow):
        take_back(desk, row)


@dataclass(frozen=True, slots=True)
class RecordedWorld:
    """Broker, clock, witness and conditions of a recording: nothing is sent and nobody is waited for."""

    recording: Recording

    def submit_all(
        self,
        intents: Sequence[Intent],  # noqa: ARG002
        at: datetime,  # noqa: ARG002
        held: Callable[[], bool],  # noqa: ARG002
    ) -> Iterator[tuple[Intent, SubmitOutcome]]:
        """The answers stand in the recording."""
        self.recording.take_answers()
        return iter(())

    def submit(self, intent: Intent, at: datetime) -> SubmitOutcome:
        raise NotImplementedError

    def replace(self, client_order_id: str, new_client_order_id: str, changes: Changes, at: datetime) -> SubmitOutcome:  # noqa: ARG002
        self.recording.take_answers()
        return NotSent("recorded")

    def cancel_all(self, client_order_ids: Sequence[str], at: datetime) -> None: ...

    def cancel(self, client_order_id: str, at: datetime) -> bool:  # noqa: ARG002
        return False

    def find(self, client_order_id: str) -> Order | None:  # noqa: ARG002
        self.recording.take_answers()
        return None

    def advance(self, until: datetime, bars: Slice | None) -> Sequence[BrokerEvent]:  # noqa: ARG002
        self.recording.take_facts()
        return ()

    def snapshot(self) -> AccountSnapshot:
        raise NotImplementedError

    def account(self) -> Decimal | None:
        """What it was worth is a recorded fact."""
        self.recording.take_facts()
        return None

    def now(self) -> datetime:
        return self.recording.now()

    def wait_until(self, moment: datetime) -> None:
        self.recording.waited = moment

    def wait_for_news(self, moment: datetime) -> None:
        self.recording.waited = moment

    def history(self, panel: Panel, at: datetime) -> None: ...

    def bars(self, bars: Slice, actions: Sequence[CorporateAction], instant: datetime) -> None:  # noqa: ARG002
        self._pass_marker()

    def prices(self, what: str, prices: Mapping[str, float], at: datetime) -> None:  # noqa: ARG002
        self._pass_marker()

    def spread(self, symbol: str) -> Decimal | None:
        return self.recording.told(spread_of(symbol))

    def easy_to_borrow(self, symbol: str) -> bool | None:
        told = self.recording.told(lending_of(symbol))
        return None if told is None else bool(told)

    def _pass_marker(self) -> None:
        """What was looked at is where the moment's decisions begin."""
        recording = self.recording
        recording.waited = None
        if recording.place < recording.stop and recording.recorded[recording.place] is recording.seen:
            recording.place += 1


@dataclass(frozen=True, slots=True)
class RecordedFeed:
    """Bars and prices of the moment under way."""

    recording: Recording

    def history(self, until: datetime) -> Panel:
        raise NotImplementedError

    def closed(self, at: datetime) -> Slice | None:  # noqa: ARG002
        return self.recording.bars

    def actions(self, at: datetime) -> Sequence[CorporateAction]:
        """All of that day that came with any bar."""
        desk = self.recording.desk
        return self.recording.actions.get(desk.bot.hours.day(at), ()) if desk is not None else ()

    def quality(self) -> tuple[QualityRow, ...]:
        return ()

    def prices(self, symbols: Sequence[str], at: datetime) -> Mapping[str, float]:  # noqa: ARG002
        seen = self.recording.seen
        return seen.prices if isinstance(seen, SeenRow) else {}
