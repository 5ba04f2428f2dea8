"""What happens around a run by the clock never ends it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from botspec.app import by_the_clock
from botspec.domain.rows import NoteRow
from botspec.journal.memory import MemoryJournal
from botspec.run.resume import new_desk
from botspec.spec.words import Timeframe
from botspec.wiring import PAPER_GRACE
from tests.fakes.bots import a_bot, scripted

AT = datetime(2024, 1, 2, 21, tzinfo=UTC)


class Failing:
    """A press whose report has failed by now."""

    def ask(self, *_: object) -> str:
        return "no room"


def test_a_session_s_report_that_fails_is_noted_and_the_bot_goes_on() -> None:
    journal = MemoryJournal()
    desk = new_desk(a_bot(scripted(1, 2)), journal, None)  # type: ignore[arg-type]
    place = SimpleNamespace(folder=Path("runs"), clock=SimpleNamespace(now=lambda: AT))
    occasion: Any = SimpleNamespace(place=place, bot=desk.bot, press=Failing())

    by_the_clock._session_report(occasion, desk, journal)  # type: ignore[arg-type]

    (note,) = [row for row in journal.rows() if isinstance(row, NoteRow)]
    assert (note.code, note.text) == ("NO_REPORT", "no session report: no room")


def test_a_simulator_that_is_too_fast_for_the_bars_is_said() -> None:
    """Three seconds of waiting are longer than a minute at 21 and more simulated seconds a second."""
    said: list[str] = []
    watcher: Any = SimpleNamespace(note=said.append)
    bot: Any = SimpleNamespace(pace=Timeframe.MINUTE)
    for pace in (1, 19, 21):
        env: Any = SimpleNamespace(grace=pace * PAPER_GRACE)
        by_the_clock._look_at_pace(bot, env, watcher)
    (text,) = said
    assert text.startswith("warning: the simulator is too fast for bars of 1Min: ")
    assert "63 simulated seconds; serve it with a lower --speed" in text
