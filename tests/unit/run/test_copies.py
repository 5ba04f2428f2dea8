"""Copies that are spelled out, because one is made of every order: not a field is forgotten."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from decimal import Decimal

from botspec.domain.intents import Leg, Proposal, Wanted
from botspec.domain.orders import Order, OrderRequest, OrderStatus, StopLoss
from botspec.execution.policy import OrderPolicy
from botspec.run import release
from botspec.run.working import Working
from tests.fakes.bots import a_bot, scripted
from tests.fakes.desks import a_desk, a_wish

AT = datetime(2024, 1, 2, tzinfo=UTC)


def unlike_any_other(cls):
    """A value whose every field differs from its default."""
    return cls(**{field.name: f"a {field.name}" for field in fields(cls)})


def test_a_working_order_keeps_everything_but_what_is_new():
    working = unlike_any_other(Working)

    assert working.now("an order") == replace(working, order="an order")
    assert working.answered("acked", AT) == replace(working, outcome="acked", missing_since=AT)


def test_an_order_keeps_everything_but_what_a_fill_changes():
    order = unlike_any_other(Order)
    filled = {"filled_quantity": Decimal(3), "filled_average_price": Decimal(7), "updated_at": AT}

    whole = order.filled(Decimal(3), Decimal(7), AT, done=True)
    part = order.filled(Decimal(3), Decimal(7), AT, done=False)

    assert whole == replace(order, status=OrderStatus.FILLED, filled_at=AT, **filled)
    assert part == replace(order, status=OrderStatus.PARTIALLY_FILLED, filled_at=None, **filled)


def test_an_order_asks_for_what_was_proposed_name_by_name():
    desk, wanted = a_desk(a_bot(scripted(1, 2))), a_wish("AAA", AT)
    proposal = replace(unlike_any_other(Proposal), notional=None, stop_loss=Decimal(5))

    intent = release._intent(desk, wanted, proposal, AT)

    shared = {field.name for field in fields(OrderRequest)} & {field.name for field in fields(Proposal)} - {"stop_loss"}
    assert [getattr(intent.request, name) for name in shared] == [getattr(proposal, name) for name in shared]
    assert len(shared) == len(fields(OrderRequest)) - 2
    assert intent.request.stop_loss == StopLoss(Decimal(5))


def test_a_proposal_has_what_was_wished_for_name_by_name():
    wanted = replace(unlike_any_other(Wanted), generation=0, leg=Leg.ENTRY)
    policy = OrderPolicy(type="a type", time_in_force="a life", extended_hours=True)

    proposal = policy.proposal(wanted, Decimal(3), Decimal(7))

    prices = ("limit_price", "stop_price", "trail_price", "trail_percent")
    assert [getattr(proposal, name) for name in prices] == [f"a {name}" for name in prices]
    assert (proposal.symbol, proposal.side, proposal.leg) == (wanted.symbol, wanted.side, Leg.ENTRY)
    assert (proposal.type, proposal.time_in_force, proposal.extended_hours) == ("a type", "a life", True)
    assert (proposal.quantity, proposal.reference_price) == (Decimal(3), Decimal(7))
    assert (proposal.decided_price, proposal.notional) == (wanted.reference_price, None)
