"""What happens around a run by the clock never ends it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from botspec.app import by_the_clock
from botspec.domain.rows import NoteRow
from botspec.journal.memory import MemoryJournal
from botspec.run.resume import new_desk
from tests.fakes.bots import a_bot, scripted

AT = datetime(2024, 1, 2, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("error", "said"), [(OSError(28, "no room"), "no room"), (ValueError("a template is new"), "a template is new")]
)
def test_a_session_s_report_that_fails_is_noted_and_the_bot_goes_on(
    monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(by_the_clock, "render_run", fails)
    journal = MemoryJournal()
    desk = new_desk(a_bot(scripted(1, 2)), journal, None)  # type: ignore[arg-type]
    place = SimpleNamespace(folder=Path("runs"), clock=SimpleNamespace(now=lambda: AT))
    occasion: Any = SimpleNamespace(place=place, bot=desk.bot)

    by_the_clock._session_report(occasion, desk, journal)  # type: ignore[arg-type]

    (note,) = [row for row in journal.rows() if isinstance(row, NoteRow)]
    assert (note.code, said in note.text) == ("NO_REPORT", True)
