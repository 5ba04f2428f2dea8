"""What a person at the terminal reads: what happened, what is protected, what to type next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from botspec.app.aftermath import REMEDIES, Lines, left_behind, taken_up, unsettled, write_down
from botspec.domain.guards import Action, Trip
from botspec.domain.orders import Side
from botspec.domain.portfolio import Fill
from botspec.domain.rows import FillRow, MarkRow, NoteRow, ReleasedRow, Row, TripRow
from botspec.journal.memory import MemoryJournal
from botspec.ports.broker import CredentialsRefused, Unavailable
from botspec.ports.journal import JournalUnwritable
from botspec.run.resume import new_desk
from tests.fakes.bots import a_bot, scripted

AT = datetime(2024, 1, 2, 15, tzinfo=UTC)
TRIP = Trip("drawdown-1", "drawdown", Action.HALT, AT, 0.1, 0.08, 100.0, 90.0, "close", 738_000)
MARK = MarkRow(AT, "close", 738_000, 1.0, 1.0, 1.0, Decimal(1), 0.0, None)


def test_a_trip_says_what_goes_on_and_what_ends_it() -> None:
    line = Lines("dip").of(TripRow(AT, TRIP))
    assert line == (
        "2024-01-02 10:00 New York  tripped: drawdown-1: no entry leaves; exits and protective orders go on\n"
        "  next: botspec status dip tells what was measured and what ends it; by hand: "
        "botspec rearm drawdown-1 --because TEXT"
    )
    closing = Lines("dip").of(TripRow(AT, replace(TRIP, action=Action.FLATTEN)))
    assert closing is not None
    assert "every position is being closed" in closing
    assert Lines("dip").of(TripRow(AT, replace(TRIP, action=Action.WARN))) is None


@pytest.mark.parametrize("guard", REMEDIES)
def test_each_trip_of_our_own_names_its_way_out(guard: str) -> None:
    line = Lines("dip").of(TripRow(AT, replace(TRIP, id=f"{guard}-1", guard=guard)))
    assert line is not None
    assert f"{guard}-1" in line
    assert "{" not in line


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (ReleasedRow(AT, "reconcile-1", "reconcile", "agreed", 1.0, 1), "released: reconcile-1 (agreed)"),
        (NoteRow(AT, "error", "UNRECONCILED", "AAPL: 3, 5"), "account and journal differ: AAPL: 3, 5"),
        (NoteRow(AT, "error", "UNPROTECTED", "AAPL: ..."), "UNPROTECTED: AAPL"),
        (NoteRow(AT, "error", "TRIPPED", "said already"), None),
        (NoteRow(AT, "warning", "STOP", "asked"), None),
        (MARK, None),
    ],
)
def test_what_is_worth_a_line(row: Row, words: str | None) -> None:
    line = Lines("dip").of(row)
    assert (line is None) if words is None else (line is not None and words in line)


def test_a_broker_that_does_not_answer_is_said_once_and_so_is_its_return() -> None:
    lines = Lines("dip")
    silent = NoteRow(AT, "warning", "UNAVAILABLE", "reading orders: no answer in time")
    told = [lines.of(row) for row in (silent, silent, MARK, MARK, silent)]
    assert [line is not None for line in told] == [True, False, True, False, True]
    assert told[0] is not None
    assert "what rests at the broker stays there" in told[0]


def test_the_return_is_not_said_to_come_before_the_silence() -> None:
    lines = Lines("dip")
    lines.of(NoteRow(AT + timedelta(minutes=3), "warning", "UNAVAILABLE", "reading orders: no answer in time"))

    assert lines.of(MARK) == "2024-01-02 10:03 New York  broker and data answer again"


@pytest.mark.parametrize(
    ("error", "following"),
    [
        (CredentialsRefused("401"), "keys"),
        (Unavailable("no route"), "network"),
        (Unavailable("bars end", retry=False), "above"),
        (JournalUnwritable("full"), "disk"),
    ],
)
def test_an_end_nobody_asked_for_says_what_is_left(error: Exception, following: str) -> None:
    journal = MemoryJournal()
    desk = new_desk(a_bot(scripted(1, 2)), journal, None)  # type: ignore[arg-type]
    desk.record(FillRow(AT, Fill("x", "AAA", Side.BUY, Decimal(3), Decimal("1.5"), AT)))
    write_down(journal, error, AT)
    text = "\n".join(left_behind(desk.state, error))
    assert "held       3 AAA" in text
    assert "protected  AAA: by nothing that rests at the broker" in text
    assert following in text.splitlines()[-1]
    assert [row.level for row in journal.rows() if isinstance(row, NoteRow)] == ["error"]


def test_whoever_stops_a_bot_reads_what_stays_and_how_to_go_on() -> None:
    desk = new_desk(a_bot(scripted(1, 2)), MemoryJournal(), None)  # type: ignore[arg-type]
    desk.record(FillRow(AT, Fill("x", "AAA", Side.BUY, Decimal(3), Decimal("1.5"), AT)))

    assert list(left_behind(desk.state, None)) == [
        "from now on nobody looks after this bot",
        "  held       3 AAA",
        "  protected  AAA: by nothing that rests at the broker",
        "  next       the same command goes on from here",
    ]


def test_a_start_that_goes_on_says_what_it_found() -> None:
    desk = new_desk(a_bot(scripted(1, 2)), MemoryJournal(), None)  # type: ignore[arg-type]
    desk.record(FillRow(AT, Fill("x", "AAA", Side.BUY, Decimal(3), Decimal("1.5"), AT)))
    desk.record(TripRow(AT, TRIP))

    assert unsettled(desk.state) == 0
    assert taken_up(desk.state, 2) == (
        "account and journal agree; held: 3 AAA; orders working: 0, exits resting at the broker: 0; 2 orders of "
        "unknown fate were looked up, and sent only where missing, under the same ids; tripped: "
        "drawdown-1 (botspec status)"
    )
