"""How rows about orders change what a run knows of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from botspec.domain.orders import OrderStatus
from botspec.domain.rows import IntentRow, LegRow, OrderRow, OutcomeRow
from botspec.run.entered import move_stop
from botspec.run.working import Working

if TYPE_CHECKING:
    from botspec.run.state import State

NOT_FOUND = "NOT_FOUND"  # never reached the broker: no word of its own


def intend(state: State, row: IntentRow) -> None:
    """An order is about to leave."""
    intent, wanted = row.intent, row.wanted
    state.leave_outbox(wanted)
    name = intent.request.client_order_id
    state.working[name] = Working(intent, plan=wanted.exits, wanted=wanted)
    if state.decided_at is None or intent.decided_at > state.decided_at:
        state.decided_at = intent.decided_at
    if intent.replaces is None:
        state.counts["orders"] += 1
        state.sent.add(row.at, state.hours, intent.request.symbol)
    else:
        state.parents[name] = state.parents.get(intent.replaces, intent.replaces)
        follow(state, intent.replaces)
    state.events.sent(intent, row.at)


def join(state: State, row: LegRow) -> None:
    """The broker told of an order that came with ours, or took the place of one."""
    name, before = row.intent.request.client_order_id, row.intent.replaces
    old = None if before is None else state.order(before)
    plan, wanted = (None, None) if old is None else (old.plan, old.wanted)
    state.working[name] = Working(row.intent, "acked", plan=plan, wanted=wanted)
    state.unheard.pop(name, None)
    if before is not None and row.intent.rests:
        state.parents[name] = state.parents.get(before, before)
    elif before is not None:
        bring(state, name, [leg for leg, parent in state.parents.items() if parent == before])
    follow(state, before)
    state.events.sent(row.intent, row.at)


def follow(state: State, client_order_id: str | None) -> None:
    """What takes the place of that order is one of ours."""
    known = None if client_order_id is None else state.order(client_order_id)
    if known is not None:
        place(state, known.intent.request.client_order_id, replace(known, followed=True))


def answer(state: State, row: OutcomeRow) -> None:
    """What an order's submit came to."""
    known = state.working.get(row.client_order_id)
    if known is None:
        return
    if row.outcome == "rejected" and known.outcome != "rejected" and row.code != NOT_FOUND:
        state.events.rejected(known.intent, row.at)
    if row.legs:
        bring(state, row.client_order_id, row.legs)
    missing_since = row.at if row.outcome == "unknown" and row.code == NOT_FOUND else None
    sent_before = row.outcome == "not_sent" and known.outcome == "unknown"
    place(state, row.client_order_id, known.answered("unknown" if sent_before else row.outcome, missing_since))


def update(state: State, row: OrderRow) -> None:
    """The broker told of an order of ours."""
    order, at = row.order, row.at
    client_order_id = order.request.client_order_id
    known = state.order(client_order_id)
    if known is None:
        return
    if order.status.terminal and known.live:
        if order.status is OrderStatus.REJECTED:
            state.events.rejected(known.intent, at)
        else:
            state.events.ended(known.intent, empty=order.filled_quantity == 0 and not known.again)
    if order.legs:
        bring(state, client_order_id, order.legs)
    place(state, client_order_id, known.now(order))
    if known.again and order.status is OrderStatus.CANCELED:
        state.again[client_order_id] = state.ended[client_order_id]


def bring(state: State, client_order_id: str, legs: Iterable[str]) -> None:
    """These came with that order."""
    for leg in legs:
        state.parents[leg] = client_order_id
        if state.order(leg) is None:
            state.unheard[leg] = client_order_id


def place(state: State, client_order_id: str, working: Working) -> None:
    """Keep an order among the live or the ended ones."""
    here, there = (state.working, state.ended) if working.live else (state.ended, state.working)
    there.pop(client_order_id, None)
    if state.past is not None:
        state.past.pop(client_order_id)
    here[client_order_id] = working
    moved = working.intent.replaces is not None and working.live and working.settled and working.rests
    if moved and working.intent.request.stop_price is not None:
        move_stop(state.entered, working.intent.request)
