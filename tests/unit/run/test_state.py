"""State is a fold: at every commit of a live run, its journal alone gives the very same state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from botspec.domain.events import SharesKind
from botspec.domain.orders import OrderRequest, OrderStatus, OrderType, Side, TimeInForce
from botspec.domain.portfolio import Fill, Portfolio
from botspec.domain.rows import FillRow, OrderRow, OutcomeRow, SharesRow
from botspec.run.booking import book_order
from botspec.run.resume import recall
from botspec.run.state import State
from tests.fakes.bots import a_bot, scripted
from tests.fakes.desks import a_desk, a_wish, reported, work
from tests.fakes.world import Trouble, World
from tests.unit.run.test_restart import WORLDS

AT = datetime(2024, 11, 25, 15, tzinfo=UTC)
REQUEST = OrderRequest("", "AAA", Side.SELL, OrderType.MARKET, TimeInForce.GTC, Decimal(10))


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
            assert recalled.state == unshortened(desk.state)
            assert recalled.marks == desk.marks
            self.compared += 1
        return result


def unshortened(state: State) -> State:
    """What is kept in short is equal to what it was made of."""
    past = {each.intent.request.client_order_id: each for each in state.past.values()} if state.past else {}
    return replace(state, ended=past | state.ended)


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


def test_legs_that_a_broker_named_and_never_told_of_are_awaited() -> None:
    desk = a_desk(a_bot(scripted(3, 2)))
    name = work(desk, a_wish("AAA", AT), AT)
    desk.record(OutcomeRow(AT, name, "acked", "1", "", "", ("target", "stop")))
    assert set(desk.state.awaited) == {name, "target", "stop"}

    desk.record(OrderRow(AT, reported(desk, name, status=OrderStatus.FILLED)))
    assert set(desk.state.awaited) == {"target", "stop"}
    book_order(desk, replace(reported(desk, name), request=replace(REQUEST, client_order_id="stop")), AT)
    book_order(
        desk,
        replace(reported(desk, name), request=replace(REQUEST, client_order_id="target"), status=OrderStatus.CANCELED),
        AT,
    )
    assert set(desk.state.awaited) == {"stop"}


def test_an_answer_to_an_order_that_nobody_here_knows_changes_nothing() -> None:
    state, same = (a_desk(a_bot(scripted(2, 2))).state for _ in range(2))
    state.apply(OutcomeRow(AT, "somebody-elses", "rejected", None, "40310000", "no"))
    assert state == same


def test_a_fill_of_an_order_that_nobody_here_knows_is_booked_all_the_same() -> None:
    state = a_desk(a_bot(scripted(2, 2))).state
    state.apply(a_fill("AAA", 1))
    assert state.portfolio.quantity("AAA") == a_fill("AAA", 1).fill.quantity * a_fill("AAA", 1).fill.side.sign


@pytest.mark.parametrize(
    ("what", "held", "split_on"), [("split", True, True), ("split", False, False), ("fee", True, False)]
)
def test_only_a_split_of_what_is_held_is_one(what: str, held: bool, split_on: bool) -> None:  # noqa: FBT001
    state = a_desk(a_bot(scripted(2, 2))).state
    if held:
        state.apply(a_fill("AAA", 1))
    before = state.portfolio.quantity("AAA")
    state.apply(SharesRow(AT, "moved-1", SharesKind(what), "AAA", Decimal(5), ""))
    assert state.portfolio.quantity("AAA") == (before + 5 if held else 0)
    assert ("AAA" in state.split_on) is split_on
