"""What the account was worth."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from botspec.exchange.refusal import invalid
from botspec.simulator.answer import Answer
from botspec.simulator.asking import Asked
from botspec.simulator.simulation import Simulation
from botspec.simulator.venue import Valued

NEW_YORK = ZoneInfo("America/New_York")
PERIOD = re.compile(r"(\d+)([DWMA])")
DAYS = {"D": 1, "W": 7, "M": 30, "A": 365}
WIDTHS = {"1Min": 60, "5Min": 300, "15Min": 900, "1H": 3600, "1D": 86_400}
A_WEEK, A_MONTH = timedelta(days=7), timedelta(days=30)


def history(sim: Simulation, asked: Asked) -> Answer:
    """GET /v2/account/portfolio/history: the account at the end of each stretch of the period; numbers, not strings."""
    first, last = _stretch(sim, asked)
    width = _width(asked, last - first)
    everything = sim.venue.history
    inside = [value for value in everything if first <= value.at <= last]
    before = [value.equity for value in everything if value.at < first]
    base = before[-1] if before else sim.config.cash
    points = _ends(inside, WIDTHS[width])
    told: dict[str, Any] = {
        "timestamp": [int(point.at.timestamp()) for point in points],
        "equity": [float(point.equity) for point in points],
        "profit_loss": [float(point.equity - base) for point in points],
        "profit_loss_pct": [float(round((point.equity - base) / base, 6)) for point in points],
        "base_value": float(base),
        "timeframe": width,
        "cashflow": {},
    }
    if before:
        told["base_value_asof"] = max(value.at for value in everything if value.at < first).date().isoformat()
    return Answer(told)


def _stretch(sim: Simulation, asked: Asked) -> tuple[datetime, datetime]:
    """Two of start, end and period; a month up to now when nothing is said."""
    start, end = asked.moment("start"), asked.moment("end", end_of_day=True)
    period = asked.query.get("period")
    if start is not None and end is not None and period:
        raise invalid("only two of start, end and period can be specified")
    length = _period(period or "1M")
    if start is not None:
        return start, end or (start + length if period else sim.now)
    last = end or sim.now
    return last - length, last


def _period(given: str) -> timedelta:
    found = PERIOD.fullmatch(given)
    if found is None:
        raise invalid(f"invalid period: {given}")
    return timedelta(days=int(found[1]) * DAYS[found[2]])


def _width(asked: Asked, length: timedelta) -> str:
    given = asked.query.get("timeframe")
    if given is None:
        return "1Min" if length < A_WEEK else "15Min" if length < A_MONTH else "1D"
    if given not in WIDTHS:
        raise invalid(f"invalid timeframe: {given}")
    return given


def _ends(values: Sequence[Valued], seconds: int) -> list[Valued]:
    """The last value of each stretch; days are New York's."""
    last: dict[object, Valued] = {}
    for value in values:
        day = value.at.astimezone(NEW_YORK).date()
        last[day if seconds == WIDTHS["1D"] else int(value.at.timestamp() - 1) // seconds] = value
    return list(last.values())
