"""Who is told of a run, and of what: rows of the journal as messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.adapters.notify.messenger import Messenger
from botspec.adapters.notify.outbox import Destination
from botspec.adapters.notify.services import service
from botspec.adapters.notify.webhook import AddressRefused, webhook
from botspec.adapters.system.secrets import secret_text
from botspec.app.request import Refused
from botspec.domain.messages import Message
from botspec.domain.rows import EndedRow, FillRow, MarkRow, NoteRow, Row, TripRow
from botspec.ports.broker import CredentialsRefused, Unavailable
from botspec.ports.journal import JournalDamaged, JournalUnwritable
from botspec.run.reconcile import Unreconciled
from botspec.spec.words import AlertEvent

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from botspec.adapters.sqlite.journal import SqliteJournal
    from botspec.app.keeping import KeepingJournal
    from botspec.pipeline import Pipeline
    from botspec.run.desk import Desk

INVALID = 2
EXPECTED = (Refused, Unavailable, CredentialsRefused, Unreconciled, JournalUnwritable, JournalDamaged)
ECHOES = frozenset({"TRIPPED"})  # the trip itself is told


def messenger(bot: Pipeline, environment: Mapping[str, str], failed: Callable[[str], None]) -> Messenger:
    """The bot's alerts, ready to be told. Raises Refused, naming the reference and never the address."""
    found, wrong = destinations(bot, environment)
    if wrong:
        raise refused(wrong)
    return Messenger(found, failed)


def destinations(bot: Pipeline, environment: Mapping[str, str]) -> tuple[list[Destination], list[str]]:
    """Where the bot's alerts go, and why others of them cannot be used: by reference, never by address."""
    found, wrong = [], []
    for alert in bot.alerts:
        try:
            url = secret_text(alert.to, environment)
            send = webhook(url) if url.startswith(("http://", "https://")) else service(url)
        except (AddressRefused, ValueError) as error:
            wrong.append(f"{alert.to}: {error}")
        else:
            found.append(Destination(alert.to, frozenset(event.value for event in alert.events), send))
    return found, wrong


def refused(wrong: Sequence[str]) -> Refused:
    """What is said when some address cannot be used and nothing is held."""
    return Refused(f"alerts: {'; '.join(wrong)}", INVALID)


@contextmanager
def telling_its_end(messenger: Messenger, bot: str, mode: str, now: Callable[[], datetime]) -> Iterator[None]:
    """Tell of an error that ends the run, whatever it is, unless the journal has told it; then close."""
    try:
        yield
    except Exception as error:
        why = str(error) if isinstance(error, EXPECTED) else f"{type(error).__name__}, a defect of botspec"
        if not messenger.told_last(why):
            messenger.tell(Message(AlertEvent.ERROR.value, bot, mode, f"the run ended: {why}", now()))
        raise
    finally:
        messenger.close()


class TellingJournal:
    """ports.journal.Journal that tells what its rows say, once they are durable."""

    def __init__(
        self,
        journal: SqliteJournal | KeepingJournal,
        messenger: Messenger,
        bot: Pipeline,
        mode: str,
        say: Callable[[Row], None] = lambda _: None,
    ) -> None:
        """`say` hears every row once it is durable."""
        self._journal, self._messenger = journal, messenger
        self._bot, self._mode, self._say = bot.bot, mode, say
        self._waiting: list[tuple[AlertEvent, Row, str]] = []
        self._unsaid: list[Row] = []

    def append(self, row: Row) -> None:
        self._journal.append(row)
        self._unsaid.append(row)
        found = told(row)
        if found is not None:
            self._waiting.append((found[0], row, found[1]))

    def commit(self) -> None:
        self._journal.commit()
        self._flush()
        unsaid, self._unsaid = self._unsaid, []
        for row in unsaid:
            self._say(row)

    def rows(self) -> Iterator[Row]:
        return self._journal.rows()

    def store_columns(self, columns: Mapping[str, NDArray[np.float64] | NDArray[np.int64]]) -> None:
        self._journal.store_columns(columns)

    def session_over(self, text: str, mark: MarkRow) -> None:
        """The summary of a session."""
        self._waiting.append((AlertEvent.SESSION_END, mark, text))
        self._flush()

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            head = self._journal.seal().head
        for event, row, text in waiting:
            at = getattr(row, "at")  # noqa: B009  every row that is told has its moment
            self._messenger.tell(Message(event.value, self._bot, self._mode, text, at, head))


def told(row: Row) -> tuple[AlertEvent, str] | None:
    """Event and text of a row worth a message."""
    match row:
        case TripRow(trip=trip) if trip.action.stops_entries:
            return (
                AlertEvent.HALT,
                f"{trip.guard} tripped: {trip.action.value} ({trip.id}); equity {trip.equity:,.2f} USD",
            )
        case NoteRow(code="HEADROOM", text=text):
            return AlertEvent.HEADROOM, text
        case NoteRow(level="error", code=code, text=text) if code not in ECHOES:
            return AlertEvent.ERROR, f"{code}: {text}"
        case FillRow(fill=fill):
            word = "bought" if fill.side.sign > 0 else "sold"
            return AlertEvent.FILL, f"{word} {fill.quantity} {fill.symbol} at {_short(fill.price)}"
        case EndedRow(why=why, equity=equity):
            return AlertEvent.SESSION_END, f"the run ended ({why}); equity {equity:,.2f} USD"
        case _:
            return None


def _short(price: Decimal) -> str:
    """The mean of partial fills has ten digits and more: four are read, eight of what costs less than a dollar."""
    return f"{round(price, 4 if price >= 1 else 8).normalize():f}"


def session_text(desk: Desk) -> str:
    """How the bot stands at a session's end, in a line."""
    state = desk.state
    equity = state.last_close.equity if state.last_close is not None else float(desk.bot.capital)
    held = ", ".join(f"{each.quantity} {symbol}" for symbol, each in state.portfolio.positions.items())
    profit = equity - float(desk.bot.capital)
    tripped = ", ".join(trip.id for trip in state.trips.values())
    text = f"equity {equity:,.2f} USD ({profit:+,.2f} since it began); held: {held or 'nothing'}"
    return f"{text}; tripped: {tripped}" if tripped else text
