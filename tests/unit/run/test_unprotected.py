"""A position whose protection the broker does not take, or takes too late, is closed, and that is said."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from botspec.domain.exits import Distance, ExitPlan, Unit
from botspec.domain.intents import Leg
from botspec.domain.orders import OrderStatus
from botspec.domain.outcomes import Rejected, SubmitOutcome
from botspec.domain.rows import FillRow, IntentRow, NoteRow
from botspec.execution.policy import OrderPolicy
from botspec.run.booking import book_order
from botspec.run.desk import Desk
from botspec.run.shield import shield
from tests.fakes import world as fakes
from tests.fakes.bots import a_bot, limit_order, scripted, written_exits
from tests.fakes.desks import a_desk, a_wish, at_row, reported, work
from tests.fakes.market import days
from tests.fakes.trials import only
from tests.fakes.world import PolledBroker, World

if TYPE_CHECKING:
    from botspec.domain.intents import Intent

Bar = tuple[float, float, float, float]
QUIET: Bar = (100.0, 101.0, 99.0, 100.0)
PANEL = days({"AAA": [QUIET] * 3, "BBB": [QUIET] * 3})
NIGHT = at_row(PANEL, 0)
MORNING = at_row(PANEL, 1) - timedelta(hours=6)
STOP = {"stop_loss": "5%", "rest_at_broker": ["stop_loss"]}


class Refusing(PolledBroker):
    """Takes no order that is to protect a position."""

    def _submit(self, intent: Intent) -> SubmitOutcome:
        return Rejected(403, "40310000", "no stops today") if intent.rests else super()._submit(intent)


def lived(bars: list[Bar], entry: OrderPolicy) -> World:
    """Wished at the first close."""
    panel = days({"AAA": bars})
    bot = a_bot(scripted(len(bars), 1, enter={0: (0,)}), ("AAA",), entry=entry, exits=written_exits(STOP))
    world = World(bot, panel)
    world.live()
    return world


def said(of: World | Desk) -> list[str]:
    rows = of.rows if isinstance(of, World) else of.journal.rows()
    return [note.text for note in only(rows, NoteRow) if note.code == "UNPROTECTED"]


def exits(world: World) -> list[Leg]:
    found = [row.intent for row in only(world.rows, IntentRow)]
    return [each.leg for each in found if each.leg.reduces and not each.rests]


def test_refused_protection_closes_the_position_at_the_same_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fakes, "PolledBroker", Refusing)
    world = lived([QUIET] * 4, OrderPolicy())
    assert said(world) == ["AAA: the broker refused the order that protects it; the position is closed"]
    assert exits(world) == [Leg.STOP_LOSS]
    bought, sold = [row.fill for row in only(world.rows, FillRow)]
    assert sold.at.date() == bought.at.date()
    assert not world.desk.state.portfolio.positions


def test_a_price_beyond_the_stop_when_it_is_to_be_placed_closes_the_position() -> None:
    """As between two bars: the entry filled at 100, and before anything could be placed the price is 94."""
    desk = a_desk(a_bot(scripted(3, 2)))
    plan = ExitPlan(stop_loss=Distance(Unit.RATIO, Decimal("0.05")), rests=("stop_loss",))
    name = work(desk, a_wish("AAA", NIGHT, exits=plan), MORNING)
    filled = {"status": OrderStatus.FILLED, "filled_quantity": Decimal(30), "filled_average_price": Decimal(100)}
    book_order(desk, reported(desk, name, **filled), MORNING)
    shield(desk, {"AAA": 94.0}, MORNING, partial=True)

    assert said(desk) == ["AAA: the price is at its stop or beyond it already; the position is closed"]
    assert [(wish.leg, wish.quantity) for wish in desk.state.outbox] == [(Leg.STOP_LOSS, 30)]


def test_the_stop_of_a_limit_entry_protects_from_the_moment_of_its_fill() -> None:
    """Bought at 95 inside the bar; the stop, 5 % below, is placed at once and meets the rest of it."""
    world = lived([QUIET, (100.0, 100.0, 80.0, 80.0), (80.0,) * 4, (80.0,) * 4], limit_order("close * 0.95"))
    assert [str(row.fill.price) for row in only(world.rows, FillRow)] == ["95.0", "90.25"]
    assert exits(world) == []
    assert not world.desk.state.portfolio.positions


def test_the_stop_of_a_market_entry_protects_within_the_bar_of_its_fill() -> None:
    """Bought at the second open, placed at once: the same bar falls through it."""
    world = lived([QUIET, (100.0, 100.0, 80.0, 80.0), (80.0,) * 4], OrderPolicy())
    assert said(world) == []
    assert [str(row.fill.price) for row in only(world.rows, FillRow)] == ["100.0", "95.00"]
