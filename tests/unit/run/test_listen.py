"""The loop with streams: hints end waits early, complete bars are taken at once, silence is noticed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from botspec.app.aftermath import Lines
from botspec.domain.rows import FillRow, IntentRow, MarkRow, NoteRow
from botspec.market.moments import nanoseconds
from botspec.market.slice import Slice
from botspec.ports.hints import Heard, StreamHealth
from botspec.spec.words import Submit, Timeframe
from tests.fakes.bots import a_bot, scripted
from tests.fakes.market import minutes
from tests.fakes.trials import only
from tests.fakes.world import Trouble, World

SECOND = timedelta(seconds=1)


@dataclass
class Streamed:
    """ports.hints.Hints over the bars of a panel, as soon as the venue's time has come."""

    world: World
    connected: bool = True
    heard: list[Heard] = field(default_factory=list)
    quiet: timedelta = timedelta(0)

    def waiting(self) -> bool:
        return bool(self.heard)

    def hear(self) -> Heard:
        return self.heard.pop(0) if self.heard else Heard()

    def bars(self, at: datetime) -> Slice | None:
        panel = self.world.panel
        rows = [row for row in range(len(panel)) if int(panel.closed_at[row]) == nanoseconds(at)]
        return panel.row(rows[0]) if rows and at <= self.world.venue.now else None

    def health(self) -> Sequence[StreamHealth]:
        return [StreamHealth("bars", self.connected, self.quiet, "")]

    def close(self) -> None: ...


def a_world(**given: Any) -> tuple[World, Streamed]:
    panel = minutes({symbol: [(100.0, 101.0, 99.0, 100.0)] * 6 for symbol in ("AAA", "BBB")})
    bot = a_bot(scripted(6, 2, {0: [0], 2: [1]}), submit=Submit.NOW, timeframe=Timeframe.MINUTE)
    world = World(bot, panel, grace=3 * SECOND, **given)
    hints = Streamed(world)
    world.environment["hints"] = hints  # type: ignore[assignment]
    return world, hints


def read(world: World) -> list[str]:
    trouble = Trouble()
    world.live(trouble, steps=6)
    return trouble.names


def test_bars_of_the_stream_are_taken_without_asking_and_decide_the_same() -> None:
    streamed, _ = a_world()
    assert "closed" not in read(streamed)
    asked, hints = a_world()
    hints.connected = False
    assert "closed" in read(asked)
    assert list(only(streamed.rows, MarkRow)) == list(only(asked.rows, MarkRow))
    assert [row.intent for row in only(streamed.rows, IntentRow)] == [row.intent for row in only(asked.rows, IntentRow)]
    assert only(streamed.rows, IntentRow)


def test_bars_that_stay_away_are_asked_for_after_the_grace() -> None:
    world, hints = a_world()
    hints.bars = lambda at: None  # type: ignore[method-assign,assignment]  # noqa: ARG005
    names = read(world)
    assert names.count("closed") >= 6
    assert len([row for row in only(world.rows, MarkRow) if row.phase == "close"]) == 6


def test_a_hint_about_orders_books_what_the_broker_says() -> None:
    world, hints = a_world(heartbeat=timedelta(hours=1))
    hints.heard = [Heard(orders=True)] * 3
    read(world)
    assert only(world.rows, FillRow)
    assert hints.heard == []


def test_a_new_connection_is_a_reason_to_agree_at_once() -> None:
    plain, _ = a_world(heartbeat=timedelta(hours=1))
    before = read(plain).count("advance")
    world, hints = a_world(heartbeat=timedelta(hours=1))
    hints.heard = [Heard(connected=True)]
    assert read(world).count("advance") == before + 1
    assert hints.heard == []


def test_a_stream_that_is_away_is_told_once_and_once_more_when_it_is_back() -> None:
    world, hints = a_world(heartbeat=5 * SECOND)
    told: list[StreamHealth] = []

    def health() -> Sequence[StreamHealth]:
        told.append(StreamHealth("bars", len(told) > 12, 40 * SECOND, "the keys were refused"))
        return told[-1:]

    hints.health = health  # type: ignore[method-assign]
    read(world)
    notes = [row for row in only(world.rows, NoteRow) if row.code == "STREAM"]
    assert [row.level for row in notes] == ["warning", "info"]
    assert "the keys were refused" in notes[0].text
    lines = Lines("trend")
    assert ["no stream of bars" in str(lines.of(notes[0])), "is back" in str(lines.of(notes[1]))] == [True, True]
