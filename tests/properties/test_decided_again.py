"""What a run by the clock kept is enough to decide it again: through deaths, failures, heartbeats and deadlines."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from botspec.domain.rows import IntentRow, Row
from botspec.domain.seen import BarsRow
from botspec.journal.blocks import panel_of
from botspec.market.panel import ActionKind, CorporateAction, Panel
from botspec.ports.broker import Unavailable
from botspec.run.again import DecidedAgain, decide_again
from tests.fakes.world import Died, Trouble, World
from tests.properties.random_bots import Case, cases

if TYPE_CHECKING:
    from botspec.pipeline import Pipeline


def again(world: World, rows: list[Row], bot: Pipeline) -> DecidedAgain:
    def bars(row: BarsRow, symbols: tuple[str, ...]) -> Panel:
        actions = [CorporateAction(a.symbol, a.ex_on, ActionKind(a.what), a.value) for a in row.actions]
        return panel_of(symbols, world.blocks.blocks(row), actions)

    return decide_again(rows, lambda _spec, _header: bot, bars)


def lived(case: Case, beat: timedelta | None, troubles: list[tuple[str, int]]) -> World:
    """A run of several lives."""
    environment = {} if beat is None else {"heartbeat": beat, "grace": timedelta(minutes=1)}
    world = World(case.bot, case.panel, case.start, kept=True, patience=timedelta(hours=3), **environment)
    for kind, call in troubles:
        try:
            world.live(Trouble(call, kind))
        except (Died, Unavailable):
            continue
        return world
    world.live()
    return world


SLOW = list(HealthCheck)
TROUBLES = st.lists(
    st.tuples(st.sampled_from(["die_before", "die_after", "unavailable"]), st.integers(5, 400)), max_size=3
)
BEATS = st.sampled_from([None, timedelta(hours=1), timedelta(hours=5)])


@settings(max_examples=20, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=SLOW)
@given(cases(), BEATS, TROUBLES)
def test_the_same_is_decided(case: Case, beat: timedelta | None, troubles: list[tuple[str, int]]) -> None:
    world = lived(case, beat, troubles)
    found = again(world, world.rows, case.bot)
    assert found.parted == []
    assert found.left_out == {}


def orders(rows: list[Row]) -> list[int]:
    return [
        place for place, row in enumerate(rows) if isinstance(row, IntentRow) and row.intent.rule != "rest_at_broker"
    ]


@settings(max_examples=6, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=SLOW)
@given(cases(), BEATS, st.integers(0, 1_000))
def test_an_order_that_was_altered_added_or_taken_away_is_found(case: Case, beat: timedelta | None, which: int) -> None:
    world = lived(case, beat, [])
    places = orders(world.rows)
    assume(places)
    place = places[which % len(places)]
    row = world.rows[place]
    assert isinstance(row, IntentRow)
    larger = replace(row.intent.request, quantity=row.intent.request.quantity + 1)
    altered = replace(row, intent=replace(row.intent, request=larger))
    for rows in (
        [*world.rows[:place], altered, *world.rows[place + 1 :]],
        [*world.rows[:place], *world.rows[place + 1 :]],
        [*world.rows[: place + 1], altered, *world.rows[place + 1 :]],
    ):
        assert again(world, rows, case.bot).parted


def test_enough_is_decided_again() -> None:
    """The properties above are not about nothing."""
    seen: Counter[str] = Counter()

    @settings(max_examples=12, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=SLOW)
    @given(cases())
    def count(case: Case) -> None:
        world = lived(case, timedelta(hours=1), [])
        found = again(world, world.rows, case.bot)
        seen.update(moments=found.moments, orders=found.orders, rows=found.rows)
        seen["recorded"] += sum(isinstance(row, IntentRow) for row in world.rows)

    count()
    assert seen["orders"] > 0.95 * seen["recorded"] > 20
