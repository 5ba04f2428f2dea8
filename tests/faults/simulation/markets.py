"""Stretches of bars: real days of the shipped sample, and minutes that are made up and rarely still."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache

import numpy as np

from botspec import wiring
from botspec.app.validate import check_file
from botspec.compiler.compile import compile_spec
from botspec.market.moments import moment
from botspec.market.panel import Panel
from botspec.pipeline import Pipeline
from tests.fakes.market import minutes
from tests.faults.harness import SPECS

MINUTES, BEFORE = 14, 6
BY_THE_MINUTE = ("minutes", "thin", "crowd")
DAYS = {"short": 7, "resting": 7, "bracket": 30}


@dataclass(frozen=True, slots=True)
class Stretch:
    """What the simulator plays; the bot begins before row `start`."""

    panel: Panel
    start: int

    @property
    def begins_at(self) -> datetime:
        return moment(int(self.panel.closed_at[self.start - 1])) + timedelta(seconds=1)


@cache
def bot(name: str) -> Pipeline:
    """The compiled spec of that name."""
    checked = check_file(SPECS / f"{name}.yaml")
    assert checked.context is not None
    return compile_spec(checked.context, SPECS)


@cache
def _sample(name: str) -> Panel:
    found = bot(name)
    simulation = replace(found.simulation, first=date(2008, 1, 2), last=date(2011, 12, 30), span=None)
    return replace(wiring.local_bars(replace(found, simulation=simulation)).panel, actions=())


def stretch(name: str, first: int) -> Stretch:
    """The bars that `first` chooses."""
    if name in BY_THE_MINUTE:
        return Stretch(_minutes(name, first), BEFORE)
    panel, warm = _sample(name), bot(name).warmup
    days = warm + DAYS[name]
    begin = first % (len(panel) - days)
    return Stretch(panel.between(begin, begin + days), warm)


def _minutes(name: str, first: int) -> Panel:
    dice = random.Random(first)  # noqa: S311
    bars: dict[str, list[tuple[float, ...]]] = {}
    for symbol in bot(name).symbols:
        price = dice.uniform(40, 300)
        rows: list[tuple[float, ...]] = []
        for _ in range(BEFORE + MINUTES):
            close = price * (1 + dice.gauss(0, 0.004))
            wick = abs(dice.gauss(0, 0.001)) * price
            top, bottom = max(price, close) + wick, min(price, close) - wick
            rows.append(tuple(round(value, 2) for value in (price, top, bottom, close)))
            price = round(close, 2)
        bars[symbol] = rows
    panel = minutes(bars, on=date(2010, 4, 20))
    return replace(panel, volume=np.full_like(panel.volume, 500_000.0))
