"""How often positions may be opened again."""

from __future__ import annotations

from datetime import date, datetime

from botspec.domain.intents import Leg
from botspec.run.desk import Desk
from botspec.spec.words import EntryScope, Per


def too_many(desk: Desk, symbol: str, at: datetime, *, besides: int = 0) -> str | None:
    """Why no position in `symbol` may be opened at `at`, None when one may.

    Positions opened count, and orders that may still open one; `besides` are wishes approved in the same breath.
    """
    most = desk.bot.exits.most_entries
    if most is None:
        return None
    scope = symbol if most.scope is EntryScope.SYMBOL else None
    today = desk.bot.hours.day(at)
    opened = sum(1 for on, of in desk.state.opened if scope in {None, of} and _same(most.per, on, today))
    working = sum(
        1
        for order in desk.state.working.values()
        if order.intent.leg is Leg.ENTRY and not order.filled and scope in {None, order.intent.request.symbol}
    )
    if opened + working + besides < most.count:
        return None
    what = "in this symbol " if scope else ""
    return f"{most.count} of {most.count} entries {what}used this {most.per}"


def _same(per: Per, one: date, other: date) -> bool:
    return one == other if per is Per.SESSION else one.isocalendar()[:2] == other.isocalendar()[:2]
