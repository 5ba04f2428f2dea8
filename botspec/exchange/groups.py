"""Brackets, OCOs and OTOs: which orders they consist of, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from botspec.domain.orders import GroupRole, OrderClass, OrderRequest, OrderType, Side, StopLoss
from botspec.exchange.book import Working

ENTRY, PROFIT, LOSS = GroupRole.ENTRY, GroupRole.TAKE_PROFIT, GroupRole.STOP_LOSS


def role_of(request: OrderRequest) -> GroupRole | None:
    """What the order that brings the others is; None for a simple one."""
    match request.order_class:
        case OrderClass.BRACKET | OrderClass.OTO:
            return ENTRY
        case OrderClass.OCO:
            return PROFIT
        case _:
            return None


def legs_of(request: OrderRequest, names: Sequence[str]) -> list[tuple[GroupRole, OrderRequest]]:
    """The orders that come with it, take-profit first; `names` are client ids for them."""
    side = request.side
    if request.order_class is not OrderClass.OCO:
        side = Side.SELL if side is Side.BUY else Side.BUY
    bare = replace(
        request, side=side, type=OrderType.LIMIT, limit_price=None, stop_price=None, take_profit=None, stop_loss=None
    )
    wanted: list[tuple[GroupRole, OrderRequest]] = []
    if request.take_profit is not None:
        wanted.append((PROFIT, replace(bare, limit_price=request.take_profit)))
    if request.stop_loss is not None:
        wanted.append((LOSS, _protective(bare, request.stop_loss)))
    return [(role, replace(leg, client_order_id=name)) for (role, leg), name in zip(wanted, names, strict=False)]


def in_turn(orders: Iterable[Working]) -> list[Working]:
    """As they came, but a stop-loss right before its take-profit: what could be either was the stop."""
    turns: list[Working] = []
    for working in orders:
        if working.group is None:
            turns.append(working)
            continue
        members, role = working.group.members, working.order.group_role
        if role is LOSS and PROFIT in members:
            continue
        if role is PROFIT and LOSS in members:
            turns.append(members[LOSS])
        turns.append(working)
    return turns


def base_price(request: OrderRequest, last: Decimal | None) -> Decimal | None:
    """What the legs of an entry are judged by: its limit, its stop, else the last price."""
    if request.type is OrderType.LIMIT:
        return request.limit_price
    return last if request.stop_price is None else request.stop_price


def _protective(bare: OrderRequest, loss: StopLoss) -> OrderRequest:
    kind = OrderType.STOP if loss.limit_price is None else OrderType.STOP_LIMIT
    return replace(bare, type=kind, stop_price=loss.stop_price, limit_price=loss.limit_price)
