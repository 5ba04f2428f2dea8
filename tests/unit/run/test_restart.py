"""Killed at any call out of the process, or unanswered at any read: the same decisions, orders and money afterwards."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pytest

from botspec.domain.rows import (
    CancelRow,
    CashRow,
    DecisionRow,
    DeniedRow,
    DroppedRow,
    FillRow,
    IntentRow,
    ReleasedRow,
    TripRow,
    WantedRow,
)
from botspec.exchange.fees.alpaca import Alpaca
from botspec.run.finish import columns_of_marks
from botspec.run.resume import recall
from botspec.spec.words import Timeframe
from tests.fakes.bots import Scripted, a_bot, a_guard, a_limit, limit_order, percent
from tests.fakes.world import Died, Trouble, World
from tests.properties.random_bots import SYMBOLS, a_panel

if TYPE_CHECKING:
    from botspec.domain.rows import Row

DECIDED = (WantedRow, DroppedRow, DeniedRow, DecisionRow, IntentRow, TripRow, ReleasedRow)
HAPPENED = (FillRow, CashRow, CancelRow)


def busy(rows: int, seed: int) -> Scripted:
    random = np.random.default_rng(seed)
    shape = (rows, len(SYMBOLS))
    return Scripted(
        enter=random.choice([-1, 0, 1], p=[0.1, 0.4, 0.5], size=shape).astype(np.int8),
        exit=random.choice([0, 1], p=[0.7, 0.3], size=shape).astype(np.int8),
        rank=random.choice([0.0, 1.0], size=shape),
        ready=1,
    )


def daily() -> World:
    panel = a_panel(11, Timeframe.DAY, 8, 0.1, keep_rows=True)
    guards = (
        a_guard("daily_loss", "1%", "flatten", "next_session"),
        a_guard("drawdown", "1.5%", "block_entries", {"after": "2d"}),
    )
    bot = a_bot(
        busy(len(panel), 5),
        SYMBOLS,
        guards=guards,
        fees=Alpaca(),
        limits=(a_limit("max_open_positions", 2), a_limit("max_orders_per_minute", 2)),
    )
    return World(bot, panel)


def intraday() -> World:
    panel = a_panel(4, Timeframe.MINUTES_30, 2, 0.0)
    bot = a_bot(
        busy(len(panel), 8),
        SYMBOLS,
        timeframe=Timeframe.MINUTES_30,
        entry=limit_order("close * 0.998", "gtc"),
        exit=limit_order("close * 1.002", "day"),
        guards=(a_guard("drawdown", "1%", "flatten", {"after": "1h"}),),
        max_participation=Decimal("0.02"),
        sizing=percent("40"),
    )
    return World(bot, panel)


WORLDS = {"daily": daily, "intraday": intraday}


def calls(counting: Trouble, first: int) -> list[int]:
    """Every call that changes something, and some of the others."""
    changes = {"commit", "submit", "cancel"}
    numbered = enumerate(counting.names[first - 1 :], first)
    return [number for number, name in numbered if name in changes or number % 8 == 0]


def told(rows: list[Row], kinds: tuple[type[Row], ...]) -> list[Row]:
    return [row for row in rows if isinstance(row, kinds)]


def lived(name: str, trouble: Trouble) -> World:
    """One life, and where it ended early another."""
    world = WORLDS[name]()
    try:
        world.live(trouble)
    except Died:
        assert world.live() == "data_end"
    return world


@pytest.fixture(scope="module", params=sorted(WORLDS))
def undisturbed(request: pytest.FixtureRequest) -> tuple[str, World, Trouble]:
    counting = Trouble()
    return request.param, lived(request.param, counting), counting


def same(world: World, whole: World) -> None:
    assert told(world.rows, DECIDED) == told(whole.rows, DECIDED)
    assert Counter(map(str, told(world.rows, HAPPENED))) == Counter(map(str, told(whole.rows, HAPPENED)))
    ours, theirs = columns_of_marks(world.rows), columns_of_marks(whole.rows)
    for column in theirs:
        assert np.array_equal(ours[column], theirs[column], equal_nan=True), column
    assert world.venue.exchange.orders() == whole.venue.exchange.orders()
    assert recall(world.bot, world.rows).state.portfolio == recall(whole.bot, whole.rows).state.portfolio
    assert [broker.unjournalled for broker in world.brokers] == [[] for _ in world.brokers]


def test_enough_happens(undisturbed: tuple[str, World, Trouble]) -> None:
    _, whole, counting = undisturbed
    kinds = Counter(row.kind for row in whole.rows)
    assert min(kinds["intent"], kinds["fill"], kinds["trip"], kinds["released"], kinds["wanted"]) >= 2
    assert {"commit", "submit", "wait", "advance", "closed", "actions"} <= set(counting.names)
    ledger = recall(whole.bot, whole.rows).state.portfolio.cash
    assert abs(whole.venue.exchange.cash - ledger) < Decimal("0.01")


@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.slow)], ids=["some", "all"])
@pytest.mark.parametrize("kind", ["die_before", "die_after"])
def test_killed_at_any_call_it_goes_on_as_if_nothing_had_been(
    undisturbed: tuple[str, World, Trouble], kind: str, step: int
) -> None:
    name, whole, counting = undisturbed
    for call in calls(counting, 1)[::step]:
        world = lived(name, Trouble(call, kind))
        try:
            same(world, whole)
        except AssertionError as error:
            raise AssertionError(f"{kind} call {call}: {counting.names[call - 1]}") from error


@pytest.mark.parametrize("step", [5, pytest.param(1, marks=pytest.mark.slow)], ids=["some", "all"])
def test_a_read_that_fails_once_changes_nothing(undisturbed: tuple[str, World, Trouble], step: int) -> None:
    name, whole, counting = undisturbed
    start_up = counting.names.index("history") + 1  # before it nobody is patient
    for call in calls(counting, start_up + 1)[::step]:
        world = WORLDS[name]()
        world.environment = {"patience": timedelta(minutes=10)}
        assert world.live(Trouble(call, "unavailable")) == "data_end"
        try:
            same(world, whole)
        except AssertionError as error:
            raise AssertionError(f"no answer to call {call}: {counting.names[call - 1]}") from error
