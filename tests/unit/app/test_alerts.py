"""Which rows are told, when, and to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from botspec.adapters.notify.messenger import Messenger
from botspec.adapters.notify.outbox import Destination
from botspec.adapters.sqlite import SqliteJournal
from botspec.app.alerts import TellingJournal, messenger, telling_its_end, told
from botspec.app.request import Refused
from botspec.domain.guards import Action, Trip
from botspec.domain.messages import Message
from botspec.domain.orders import Side
from botspec.domain.portfolio import Fill
from botspec.domain.rows import FillRow, NoteRow, Row, TripRow
from botspec.pipeline import Alarm
from botspec.ports.broker import Unavailable
from botspec.ports.journal import JournalUnwritable
from botspec.spec.words import AlertEvent
from tests.fakes.bots import a_bot, scripted

AT = datetime(2026, 11, 23, 15, tzinfo=UTC)
TRIP = Trip("drawdown-1", "drawdown", Action.FLATTEN, AT, 0.1, 0.08, 100.0, 90.0, "close", 1)


@pytest.mark.parametrize(
    ("row", "event"),
    [
        (TripRow(AT, TRIP), AlertEvent.HALT),
        (TripRow(AT, replace(TRIP, action=Action.WARN)), None),
        (NoteRow(AT, "error", "UNRECONCILED", "AAPL: 3, 5"), AlertEvent.ERROR),
        (NoteRow(AT, "error", "TRIPPED", "said already"), None),
        (NoteRow(AT, "warning", "HEADROOM", "drawdown: 80% of its 8.00% is used"), AlertEvent.HEADROOM),
        (NoteRow(AT, "warning", "UNAVAILABLE", "no answer"), None),
        (FillRow(AT, Fill("x", "AAPL", Side.SELL, Decimal(3), Decimal("1.5"), AT)), AlertEvent.FILL),
    ],
)
def test_which_rows_are_told(row: Row, event: AlertEvent | None) -> None:
    found = told(row)
    assert (None if found is None else found[0]) == event


@pytest.mark.parametrize(
    ("price", "shown"), [("48.8239037037", "48.8239"), ("150", "150"), ("0.0000123456789", "0.00001235")]
)
def test_a_price_is_told_as_people_read_it(price: str, shown: str) -> None:
    found = told(FillRow(AT, Fill("x", "AIG", Side.SELL, Decimal(27), Decimal(price), AT)))
    assert found == (AlertEvent.FILL, f"sold 27 AIG at {shown}")


class Heard:
    def __init__(self) -> None:
        self.messages: list[Message] = []

    def tell(self, message: Message) -> None:
        self.messages.append(message)


def test_nothing_is_told_before_it_is_durable(tmp_path: Path) -> None:
    heard: Any = Heard()
    with SqliteJournal(tmp_path / "journal.sqlite", "create") as file:
        journal = TellingJournal(file, heard, a_bot(scripted(1, 2)), "paper")
        journal.append(TripRow(AT, TRIP))
        assert heard.messages == []
        journal.commit()
        (message,) = heard.messages
        assert message.head == file.seal().head
        journal.commit()
        assert len(heard.messages) == 1
    assert message.text == "drawdown tripped: flatten (drawdown-1); equity 90.00 USD"


@pytest.mark.parametrize(
    ("reference", "environment"),
    [
        ("env:HOOK", {}),
        ("env:HOOK", {"HOOK": "http://example.com/s3cret"}),
        ("env:HOOK", {"HOOK": "nonsense-s3cret"}),
        ("file:/nowhere/s3cret-not-there", {}),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_by_its_reference(
    reference: str, environment: dict[str, str]
) -> None:
    bot = replace(a_bot(scripted(1, 2)), alerts=(Alarm(reference, (AlertEvent.HALT,)),))
    with pytest.raises(Refused) as refused:
        messenger(bot, environment, lambda _: None)
    assert refused.value.exit_code == 2
    assert reference in str(refused.value)
    assert "s3cret" not in str(refused.value).replace(reference, "").replace("/nowhere/s3cret-not-there", "")


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (JournalUnwritable("no room"), "the run ended: no room"),
        (KeyError("s3cret"), "the run ended: KeyError, a defect of botspec"),
    ],
)
def test_an_end_that_the_journal_could_not_tell_is_told(error: Exception, text: str) -> None:
    told: list[Message] = []
    outside = Messenger([Destination("env:HOOK", {"error"}, told.append)])
    with pytest.raises(type(error)), telling_its_end(outside, "dip", "live", lambda: AT):
        raise error
    assert [(each.event, each.text) for each in told] == [("error", text)]


def test_an_end_that_the_journal_told_is_not_told_again() -> None:
    told: list[Message] = []
    outside = Messenger([Destination("env:HOOK", {"error"}, told.append)])

    def ends() -> None:
        with telling_its_end(outside, "dip", "live", lambda: AT):
            outside.tell(Message("error", "dip", "live", "UNAVAILABLE: no answer", AT, "abc"))
            raise Unavailable("no answer", retry=True)

    with pytest.raises(Unavailable):
        ends()
    assert [each.head for each in told] == ["abc"]
