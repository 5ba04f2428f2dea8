"""What of a run can be decided again, and what must be said of the rest; whatever is not the same is found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from botspec.domain.outcomes import Rejected, SubmitOutcome
from botspec.domain.rows import ContributedRow, DeniedRow, IntentRow, OutcomeRow, ReleasedRow, Row, TripRow
from botspec.domain.seen import BarsRow, SeenRow
from botspec.journal.blocks import panel_of
from botspec.market.moments import moment
from botspec.ports.journal import JournalDamaged
from botspec.run.again import DISAGREED, NO_SPEC, NOT_KEPT, DecidedAgain, decide_again
from botspec.run.recording import FILL, REFUSED, Recording
from botspec.strategy.targets import Plan
from tests.fakes import world as fakes
from tests.fakes.bots import Scripted, a_bot, a_limit, limit_order, scripted, weighing, written_exits
from tests.fakes.market import days, order
from tests.fakes.trials import only
from tests.fakes.world import PolledBroker, World

if TYPE_CHECKING:
    from datetime import datetime

    from botspec.domain.intents import Intent
    from botspec.market.panel import Panel
    from botspec.pipeline import Pipeline

HOUR = timedelta(hours=1)
Bar = tuple[float, float, float, float]
QUIET: Bar = (100.0, 101.0, 99.0, 100.0)
STOP = {"stop_loss": "5%", "rest_at_broker": ["stop_loss"]}
BOUGHT_AND_SOLD = a_bot(scripted(5, 1, {0: [0]}, {2: [0]}), ("AAA",))


def lived(bot: Pipeline = BOUGHT_AND_SOLD, bars: Sequence[Bar] = (QUIET,) * 5, **environment: Any) -> World:
    world = World(bot, days({"AAA": bars}), kept=True, **environment)
    world.live()
    return world


def again(world: World, rows: list[Row] | None = None, compiled: Callable[..., Any] | None = None) -> DecidedAgain:
    def bars(row: BarsRow, symbols: tuple[str, ...]) -> Panel:
        return panel_of(symbols, world.blocks.blocks(row), [])

    return decide_again(world.rows if rows is None else rows, compiled or (lambda *_: world.bot), bars)


def seen(world: World) -> set[str]:
    return {row.what for row in only(world.rows, SeenRow)}


def test_every_moment_and_order_of_a_whole_run() -> None:
    world = lived()
    found = again(world)
    assert (found.parted, found.left_out) == ([], {})
    assert (found.moments, found.orders) == (7, 2)  # five closes, and two opens at which something left


def test_without_its_spec_nothing_is_decided_and_that_is_said() -> None:
    found = again(lived(), compiled=lambda *_: None)
    assert (found.moments, found.orders, found.parted) == (0, 0, [])
    assert found.left_out == {NO_SPEC: 7}


def test_from_the_first_bar_that_was_not_kept_nothing_is_decided() -> None:
    """Its window would have a hole."""
    world = lived()
    third = [row for row in world.rows if isinstance(row, BarsRow) and row.instant is not None][2]
    rows = [replace(row, blocks=()) if row is third else row for row in world.rows]
    found = again(world, rows)
    assert (found.moments, found.parted) == (3, [])  # two closes and an open before it
    assert found.left_out == {NOT_KEPT: 4}


def test_without_the_history_of_its_start_nothing_is_decided() -> None:
    world = lived()
    rows = [replace(row, blocks=()) if isinstance(row, BarsRow) and row.instant is None else row for row in world.rows]
    assert (again(world, rows).moments, again(world, rows).left_out) == (0, {NOT_KEPT: 7})


def test_while_journal_and_broker_disagree_nothing_is_decided_and_after_it_is_again() -> None:
    """Somebody sells three shares by hand on the third day, and buys them back on the fifth."""
    bot = a_bot(scripted(8, 1, {0: [0]}, {6: [0]}), ("AAA",))
    world = World(bot, days({"AAA": [QUIET] * 8}), kept=True, heartbeat=HOUR)
    opened = [moment(int(each)) for each in world.panel.opened_at]
    by_hand = [(opened[2] + HOUR, "sell"), (opened[4] + HOUR, "buy")]
    advance = world.venue.advance

    def with_somebody(until: datetime, **given: Any) -> int:
        while by_hand and by_hand[0][0] <= until:
            at, side = by_hand.pop(0)
            advance(at)
            world.venue.exchange.submit(order(side, 3, "AAA", client_order_id=f"by-hand-{side}"), at)
        return advance(until, **given)

    world.venue.advance = with_somebody  # type: ignore[method-assign]
    assert world.live() == "data_end"
    assert [row.trip.guard for row in only(world.rows, TripRow)] == ["reconcile"]
    assert [row.why for row in only(world.rows, ReleasedRow)] == ["agreed"]
    found = again(world)
    assert found.parted == []
    assert set(found.left_out) == {DISAGREED}
    assert found.left_out[DISAGREED] >= 2
    assert found.orders == len(only(world.rows, IntentRow)) == 2  # the exit of the seventh day on a whole window


def test_exits_placed_at_a_fill_inside_a_bar_are_placed_again() -> None:
    bot = a_bot(scripted(4, 1, {0: [0]}), ("AAA",), entry=limit_order("close * 0.95"), exits=written_exits(STOP))
    world = lived(bot, [QUIET, (100.0, 101.0, 94.0, 95.5), (95.5,) * 4, (95.5,) * 4])
    assert FILL in seen(world)
    found = again(world)
    assert (found.parted, found.left_out) == ([], {})
    assert found.orders == len(only(world.rows, IntentRow)) == 2


class Refusing(PolledBroker):
    """Takes no order that is to protect a position."""

    def _submit(self, intent: Intent) -> SubmitOutcome:
        return Rejected(403, "40310000", "no stops today") if intent.rests else super()._submit(intent)


def test_what_leaves_because_its_stop_was_refused_leaves_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fakes, "PolledBroker", Refusing)
    bot = a_bot(scripted(4, 1, {0: [0]}), ("AAA",), entry=limit_order("close * 0.95"), exits=written_exits(STOP))
    world = lived(bot, [QUIET, (100.0, 101.0, 94.0, 95.5), (95.5,) * 4, (95.5,) * 4])
    assert REFUSED in seen(world)
    found = again(world)
    assert (found.parted, found.left_out) == ([], {})
    assert found.orders == len(only(world.rows, IntentRow))


def test_money_that_came_in_comes_in_again() -> None:
    strategy = weighing(5, {0: [0.5], 2: [0.5]}, paid=[2], plan=Plan(contribution=Decimal(500)))
    world = lived(a_bot(strategy, ("AAA",)))
    assert len(only(world.rows, ContributedRow)) == 1
    found = again(world)
    assert (found.parted, found.left_out) == ([], {})


class Quoted:
    """A spread of 2 % at the first look, then 0.1 %; lends AAA, and nobody knows about BBB."""

    def __init__(self) -> None:
        self.looks = 0

    def spread(self, symbol: str) -> Decimal | None:  # noqa: ARG002
        self.looks += 1
        return Decimal("0.02") if self.looks < 2 else Decimal("0.001")

    def easy_to_borrow(self, symbol: str) -> bool | None:
        return True if symbol == "AAA" else None


def test_what_was_known_of_a_market_is_known_again() -> None:
    """A spread that was too wide denies again, though nobody can be asked; so does lending that nobody knew of."""
    script = scripted(6, 2, {0: [0], 2: [0, 1]})
    short = Scripted(script.exit, script.exit, script.rank, 0, short=(script.enter, script.exit))
    limits = (a_limit("max_spread", "1%"), a_limit("easy_to_borrow_only", True))
    quiet = {symbol: [QUIET] * 6 for symbol in ("AAA", "BBB")}
    world = World(a_bot(short, limits=limits), days(quiet), kept=True, conditions=Quoted())
    world.live()
    assert [(row.wanted.symbol, row.limit) for row in only(world.rows, DeniedRow)] == [
        ("AAA", "max_spread"),
        ("BBB", "easy_to_borrow_only"),
    ]
    found = again(world)
    assert (found.parted, found.left_out) == ([], {})
    assert found.orders == len(only(world.rows, IntentRow)) == 1


def test_an_answer_to_an_order_that_was_never_sent_is_a_difference() -> None:
    world = lived()
    stray = replace(only(world.rows, OutcomeRow)[-1], client_order_id="nobody-sent-this")
    (parting,) = again(world, [*world.rows, stray]).parted
    assert (parting.recorded, parting.again) == (stray, None)


def test_a_moment_on_a_day_without_a_session_is_damage() -> None:
    world = lived()
    rows = [
        replace(row, instant=row.instant + timedelta(days=5))  # Monday's, said to be of Saturday
        if isinstance(row, BarsRow) and row.instant is not None
        else row
        for row in world.rows
    ]
    with pytest.raises(JournalDamaged, match="no session is known at 2010-01-09"):
        again(world, rows)


def test_nothing_was_decided_before_a_moment_began() -> None:
    with pytest.raises(ValueError, match="no moment is under way"):
        Recording([]).now()
