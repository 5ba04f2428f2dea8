"""Dividends and splits, as far as they are known at the simulated present."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from botspec.market.panel import ActionKind, CorporateAction
from botspec.simulator.answer import Answer
from botspec.simulator.asking import Asked, Bad
from botspec.simulator.identity import action_id
from botspec.simulator.simulation import Simulation

NEW_YORK = ZoneInfo("America/New_York")
USUAL, MOST = 100, 1000
TYPES = {"cash_dividends": "cash_dividend", "forward_splits": "forward_split", "reverse_splits": "reverse_split"}


def listing(sim: Simulation, asked: Asked) -> Answer:
    """GET /v1/corporate-actions."""
    found = _wanted(sim, asked)
    found.sort(key=lambda action: (action.ex_on, action.symbol), reverse=asked.query.get("sort") == "desc")
    start, limit = _offset(asked), asked.count("limit", USUAL, MOST)
    page = found[start : start + limit]
    grouped: dict[str, list[Mapping[str, Any]]] = {}
    for action in page:
        grouped.setdefault(_kind(action), []).append(_json(action))
    more = str(start + limit) if len(found) > start + limit else None
    return Answer({"corporate_actions": grouped, "next_page_token": more})


def _wanted(sim: Simulation, asked: Asked) -> list[CorporateAction]:
    today = sim.now.astimezone(NEW_YORK).date()
    first, last = _day(asked, "start", today), min(_day(asked, "end", today), today)
    symbols, types = asked.words("symbols"), asked.words("types")
    return [
        action
        for action in sim.venue.panel.actions
        if first <= action.ex_on <= last
        and (not symbols or action.symbol in symbols)
        and (not types or TYPES[_kind(action)] in types)
    ]


def _day(asked: Asked, name: str, otherwise: date) -> date:
    given: datetime | None = asked.moment(name)
    return otherwise if given is None else given.astimezone(NEW_YORK if len(asked.query[name]) == 10 else UTC).date()  # noqa: PLR2004 - a date has ten characters


def _offset(asked: Asked) -> int:
    token = asked.query.get("page_token") or "0"
    if not token.isdecimal():
        raise Bad("invalid page_token")
    return int(token)


def _kind(action: CorporateAction) -> str:
    if action.kind is ActionKind.CASH_DIVIDEND:
        return "cash_dividends"
    return "forward_splits" if action.value >= 1 else "reverse_splits"


def _json(action: CorporateAction) -> Mapping[str, Any]:
    kind = _kind(action)
    on = action.ex_on.isoformat()
    shared = {"id": action_id(kind, action.symbol, on), "symbol": action.symbol, "ex_date": on, "process_date": on}
    match kind:
        case "cash_dividends":
            return {**shared, "cusip": "", "rate": float(action.value), "special": False, "foreign": False}
        case "forward_splits":
            return {**shared, "cusip": "", "new_rate": float(action.value), "old_rate": 1}
        case _:
            rate = float(Decimal(1) / action.value)
            return {**shared, "old_cusip": "", "new_cusip": "", "new_rate": 1, "old_rate": rate}
