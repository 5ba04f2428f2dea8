"""What a person at the terminal reads when something happens: what it was, what is protected, what to type next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from botspec.domain.commands import DISK
from botspec.domain.guards import Action, Trip
from botspec.domain.rows import MarkRow, NoteRow, ReleasedRow, Row, TripRow
from botspec.market.calendar import in_new_york
from botspec.ports.broker import CredentialsRefused, Unavailable
from botspec.ports.journal import JournalUnwritable
from botspec.run.clock_watch import CLOCK
from botspec.run.legs import REPLACED
from botspec.run.listen import STREAM
from botspec.run.tripping import BLOCKED, OPERATOR, STOPPING, STRANGER, UNRECONCILED

if TYPE_CHECKING:
    from botspec.ports.journal import Journal
    from botspec.run.state import State
    from botspec.run.working import Working

KEYS, GONE = "KEYS_REFUSED", "BROKER_GONE"
ECHOES = frozenset({"TRIPPED", KEYS, GONE})  # the trip itself, or what ends the run, is told
WORDS = {"UNRECONCILED": "account and journal differ", STREAM: "streams", REPLACED: "changed by hand"}
TOLD = frozenset({STREAM, REPLACED})
STAYS = "exits and protective orders go on"
CLOSES = "every position is being closed"


class Lines:
    """Rows of a run by the clock as lines; of broker or data that cannot be read only the first until it is read."""

    def __init__(self, bot: str) -> None:
        self._bot = bot
        self._mute = False
        self._since = datetime.min.replace(tzinfo=UTC)

    def of(self, row: Row) -> str | None:
        """None for what is no news."""
        match row:
            case TripRow(trip=trip) if trip.action.stops_entries:
                told = f"{in_new_york(row.at)}  tripped: {trip.id}: {_meaning(trip)}"
                return f"{told}\n  next: {_remedy(trip, self._bot)}"
            case ReleasedRow(trip_id=trip, why=why):
                return f"{in_new_york(row.at)}  released: {trip} ({why})"
            case NoteRow(code="UNAVAILABLE", text=text):
                return self._unread(row.at, text)
            case NoteRow(level=level, code=code, text=text) if code in TOLD or (
                level == "error" and code not in ECHOES
            ):
                return f"{in_new_york(row.at)}  {WORDS.get(code, code)}: {text}"
            case MarkRow(phase="close") if self._mute:
                self._mute = False
                at = max(row.at, self._since)  # a mark has its bar's time
                return f"{in_new_york(at)}  broker and data answer again"
        return None

    def _unread(self, at: datetime, text: str) -> str | None:
        if self._mute:
            return None
        self._mute, self._since = True, at
        kept = "nothing is sent meanwhile; what rests at the broker stays there"
        return f"{in_new_york(at)}  no answer: {text}\n  it is asked again for ten minutes; {kept}"


def _meaning(trip: Trip) -> str:
    on = f" in {trip.symbol}" if trip.symbol is not None else ""
    return f"no entry leaves{on}; {CLOSES if trip.action is Action.FLATTEN else STAYS}"


REMEDIES = {
    UNRECONCILED: (
        "botspec adopt {bot} shows and accepts the difference; undone at the broker, it is let go by itself\n"
        "  if another bot of this account holds it, adopt nothing: two bots may not trade one symbol in one account"
    ),
    STRANGER: "find out who else trades as this bot (botspec drift SPEC); then {rearm}",
    BLOCKED: "botspec doctor SPEC says what the account is blocked by; ask Alpaca, and once it may trade: {rearm}",
    CLOCK: "set this machine's clock; then {rearm}",
    OPERATOR: "when you are sure: {rearm}",
    STOPPING: "nothing: the process ends once all is closed",
    DISK: "make room on the disk; then {rearm}",
}
MEASURED = "botspec status {bot} tells what was measured and what ends it; by hand: {rearm}"


def _remedy(trip: Trip, bot: str) -> str:
    rearm = f"botspec rearm {trip.id} --because TEXT"
    return REMEDIES.get(trip.guard, MEASURED).format(bot=bot, rearm=rearm)


def write_down(journal: Journal, error: Exception, at: datetime) -> None:
    """Why the run ends that nobody ended, so that whoever is to be told is told; a journal that refuses, refuses."""
    code = KEYS if isinstance(error, CredentialsRefused) else GONE
    with suppress(JournalUnwritable):
        journal.append(NoteRow(at, "error", code, str(error)))
        journal.commit()


def left_behind(state: State, error: Exception | None) -> Iterator[str]:
    """Lines: nobody looks after the bot now; what is held, what protects it, what to do. No error: a person's wish."""
    positions = state.portfolio.positions
    yield "from now on nobody looks after this bot"
    yield f"  held       {held(state)}"
    resting = {symbol: [_order(each) for each in state.live_in(symbol) if each.rests] for symbol in positions}
    for symbol in filter(resting.get, resting):
        yield f"  protected  {symbol}: {'; '.join(resting[symbol])}"
    bare = ", ".join(symbol for symbol, orders in resting.items() if not orders)
    if bare:
        yield f"  protected  {bare}: by nothing that rests at the broker"
    entries = [
        f"{each.intent.request.symbol} {_order(each)}"
        for each in state.working.values()
        if each.live and not each.rests
    ]
    if entries:
        yield f"  working    {'; '.join(entries)}"
    yield f"  next       {_next(error)}"


def held(state: State) -> str:
    """Shares and symbols on one line."""
    return ", ".join(f"{each.quantity} {symbol}" for symbol, each in state.portfolio.positions.items()) or "nothing"


def unsettled(state: State) -> int:
    """Orders of which it is not known whether the broker has them."""
    return sum(not working.settled for working in state.working.values())


def taken_up(state: State, unknown: int) -> str:
    """What a start found that goes on from a journal; `unknown` orders had no known fate before it."""
    resting = sum(working.rests for working in state.working.values())
    facts = [
        "account and journal agree",
        f"held: {held(state)}",
        f"orders working: {len(state.working) - resting}, exits resting at the broker: {resting}",
    ]
    if unknown:
        facts.append(
            f"{unknown} orders of unknown fate were looked up, and sent only where missing, under the same ids"
        )
    if state.trips:
        facts.append(f"tripped: {', '.join(trip.id for trip in state.trips.values())} (botspec status)")
    return "; ".join(facts)


def _order(working: Working) -> str:
    request = working.intent.request
    price = request.stop_price or request.limit_price
    return f"{request.side} {working.remaining} {request.type}{f' at {price}' if price is not None else ''}"


def _next(error: Exception | None) -> str:
    match error:
        case None:
            return "the same command goes on from here"
        case CredentialsRefused():
            return "put keys in place that count (botspec doctor SPEC checks them); the same command goes on from here"
        case JournalUnwritable():
            return "make room on the disk; the same command goes on from here"
        case Unavailable(retry=True):
            return "when the network is back, the same command goes on from here (a service manager does so by itself)"
        case _:
            return "look at what it says above; the same command goes on from here"
