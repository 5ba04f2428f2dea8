"""State is a fold: at every commit of a live run, its journal alone gives the very same state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from botspec.domain.orders import Side
from botspec.domain.portfolio import Fill, Portfolio
from botspec.domain.rows import FillRow
from botspec.run.resume import recall
from botspec.run.state import State
from tests.fakes.world import Trouble, World
from tests.unit.run.test_restart import WORLDS

AT = datetime(2024, 11, 25, 15, tzinfo=UTC)


class Comparing(Trouble):
    """At every commit, what the rows so far come to is what the desk knows."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.compared = 0

    def around(self, name: str, call: Callable[[], Any]) -> Any:
        result = super().around(name, call)
        desk = self.world.desk
        if name == "commit" and desk is not None:
            recalled = recall(desk.bot, desk.journal.rows())
            assert recalled.state == desk.state
            assert recalled.marks == desk.marks
            self.compared += 1
        return result


@pytest.mark.parametrize("name", sorted(WORLDS))
def test_the_journal_alone_gives_the_state(name: str) -> None:
    world = WORLDS[name]()
    comparing = Comparing(world)
    world.live(comparing)

    assert comparing.compared > 30


def a_fill(symbol: str, minute: int) -> FillRow:
    at = AT.replace(minute=minute)
    return FillRow(at, Fill("x", symbol, Side.BUY, Decimal(1), Decimal(10), at))


def test_the_ledger_as_of_a_moment() -> None:
    state = State(Portfolio(Decimal(100)), Portfolio(Decimal(100)))
    for symbol, minute in (("AAA", 1), ("BBB", 5)):
        state.apply(a_fill(symbol, minute))

    held = [sorted(state.by(AT.replace(minute=minute)).positions) for minute in (0, 1, 4, 5)]
    assert held == [[], ["AAA"], ["AAA"], ["AAA", "BBB"]]
    state.settle()
    assert sorted(state.by(AT).positions) == ["AAA", "BBB"]
