"""What a run by the clock decides on is kept, no more than fits, and only when something follows from it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.app.keeping import KeepingJournal
from botspec.domain.rows import CancelRow, NoteRow
from botspec.domain.seen import BarsRow, SeenRow
from botspec.journal.memory import MemoryJournal
from botspec.run.environment import Environment
from tests.fakes.market import days

if TYPE_CHECKING:
    from typing import Any

AT = datetime(2024, 1, 2, 15, tzinfo=UTC)
PANEL = days({"AAA": [(10, 11, 9, 10.5)] * 3})
CANCEL = CancelRow(AT, "b1", "asked")


def keeping(**given: Any) -> tuple[KeepingJournal, MemoryJournal]:
    journal = MemoryJournal()
    return KeepingJournal(journal, lambda: AT, **given), journal


def kinds(journal: MemoryJournal) -> list[str]:
    return [row.kind for row in journal.rows()]


def test_prices_of_a_heartbeat_are_kept_once_something_follows_from_them() -> None:
    kept, journal = keeping()
    kept.prices("heartbeat", {"AAA": 10.0}, AT)
    kept.append(NoteRow(AT, "info", "X", ""))
    assert kinds(journal) == ["note"]
    kept.append(CANCEL)
    kept.append(CANCEL)
    assert list(journal.rows())[1:] == [SeenRow(AT, "heartbeat", {"AAA": 10.0}, {}), CANCEL, CANCEL]


def test_prices_of_an_open_are_always_kept() -> None:
    kept, journal = keeping()
    kept.prices("open", {}, AT)
    assert kinds(journal) == ["seen"]


def test_a_bar_ends_what_was_seen_before() -> None:
    kept, journal = keeping()
    kept.prices("heartbeat", {"AAA": 10.0}, AT)
    kept.bars(PANEL.row(0), (), AT)
    kept.append(CANCEL)
    assert kinds(journal) == ["bars", "cancel"]


def test_without_room_it_is_said_once_and_the_run_goes_on() -> None:
    kept, journal = keeping(room=1)
    kept.history(PANEL, AT)
    for row in range(3):
        kept.bars(PANEL.row(row), (), AT)
    rows = list(journal.rows())
    assert [row.code for row in rows if isinstance(row, NoteRow)] == ["BARS_NOT_KEPT"]
    assert [bool(row.blocks) for row in rows if isinstance(row, BarsRow)] == [True, False, False, False]


def test_a_disk_that_was_full_keeps_no_bars() -> None:
    kept, journal = keeping(cramped=lambda: True)
    kept.bars(PANEL.row(0), (), AT)
    assert journal.kept == {}


def test_what_was_said_of_spreads_stands_before_the_order_it_counted_for() -> None:
    class Told:
        def spread(self, symbol: str) -> Decimal | None:
            return Decimal("0.001") if symbol == "AAA" else None

        def easy_to_borrow(self, symbol: str) -> bool | None:  # noqa: ARG002
            return True

    kept, journal = keeping()
    nothing: Any = None
    env = kept.watching(Environment(nothing, nothing, nothing, nothing, conditions=Told()))
    assert env.conditions is not None
    assert env.conditions.spread("AAA") == Decimal("0.001")
    assert env.conditions.spread("BBB") is None
    assert env.conditions.easy_to_borrow("AAA") is True
    kept.append(CANCEL)
    assert kinds(journal) == ["cancel"]  # a limit looks, an order or its denial follows
    assert env.witness is kept
