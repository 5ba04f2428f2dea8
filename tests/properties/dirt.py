"""Bars that cannot be: what lets bars in drops or refuses each, and no bot trades on one."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from botspec.adapters.alpaca.bars import Dropped, panel_of
from botspec.adapters.alpaca.timeframes import Slot
from botspec.data.refused import DataRefused
from botspec.data.text import HEADER, read_bars
from botspec.domain.rows import WantedRow
from botspec.market.moments import moment
from botspec.market.panel import Panel
from tests.fakes.trials import trial
from tests.properties.promises import check_prices
from tests.properties.random_bots import Case

Bar = dict[str, float]
SHARE = 0.08
KINDS: Mapping[str, Callable[[Bar], Bar]] = {
    "nan": lambda bar: bar | {"o": math.nan},
    "no close": lambda bar: bar | {"c": math.nan},
    "infinite": lambda bar: bar | {"h": math.inf},
    "minus infinite": lambda bar: bar | {"l": -math.inf},
    "zero": lambda bar: dict.fromkeys("ohlc", 0.0) | {"v": bar["v"]},
    "negative": lambda bar: bar | {"l": -bar["l"]},
    "crossed": lambda bar: bar | {"h": bar["l"], "l": bar["h"] + 1},
    "no volume known": lambda bar: bar | {"v": math.nan},
}
Places = set[tuple[int, int]]


def check_dirt(case: Case, random: Random) -> int:
    """I10: bars that cannot be are dropped, and nothing is entered or filled on them. How many there were."""
    raw, dirty = _as_told(case.panel, random)
    slots = _slots(case.panel)
    dropped = Dropped()
    let_in = panel_of(case.panel.symbols, raw, slots.get, int(case.panel.closed_at[-1]), dropped)
    panel = replace(let_in, actions=case.panel.actions)
    assert sum(dropped.impossible.values()) == len(dirty)
    known = panel.close[~np.isnan(panel.close)]
    assert ((known > 0) & (known < np.inf)).all()
    if len(panel) <= case.start:
        return len(dirty)
    done = trial(case.bot, panel, case.start)
    check_prices(replace(case, panel=panel), done)
    places = {(case.panel.symbols[column], moment(int(case.panel.closed_at[row]))) for row, column in dirty}
    for row in done.rows(WantedRow):
        assert row.wanted.leg.reduces or (row.wanted.symbol, row.wanted.decided_at) not in places
    return len(dirty)


def check_refused(case: Case, random: Random) -> None:
    """I10: a file with a bar that cannot be is refused, whatever is wrong with it."""
    bars = [(stamp, bar) for stamp, bar in _bars(case.panel, 0) if bar is not None]
    number = random.randrange(len(bars))
    bars[number] = bars[number][0], KINDS[random.choice(sorted(KINDS))](bars[number][1])
    lines = [f"{stamp},{','.join(repr(bar[key]) for key in 'ohlcv')}" for stamp, bar in bars]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "AAA.csv"
        path.write_text("\n".join([HEADER, *lines, ""]), encoding="ascii")
        with pytest.raises(DataRefused) as refused:
            read_bars(path)
    assert refused.value.line == number + 2


def _as_told(panel: Panel, random: Random) -> tuple[dict[str, list[Bar]], Places]:
    raw: dict[str, list[Bar]] = {}
    dirty: Places = set()
    for column, symbol in enumerate(panel.symbols):
        raw[symbol] = []
        for row, (stamp, bar) in enumerate(_bars(panel, column)):
            if bar is None:
                continue
            if random.random() < SHARE:
                dirty.add((row, column))
                bar = KINDS[random.choice(sorted(KINDS))](bar)  # noqa: PLW2901
            raw[symbol].append({"t": stamp, **bar})
    return raw, dirty


def _bars(panel: Panel, column: int) -> list[tuple[str, Bar | None]]:
    columns = (panel.open, panel.high, panel.low, panel.close, panel.volume)
    found = []
    for row in range(len(panel)):
        values = dict(zip("ohlcv", (float(each[row, column]) for each in columns), strict=True))
        stamp = moment(int(panel.opened_at[row])).strftime("%Y-%m-%dT%H:%M:%SZ")
        found.append((stamp, None if math.isnan(values["c"]) else values))
    return found


def _slots(panel: Panel) -> dict[str, Slot]:
    times = zip(panel.opened_at.tolist(), panel.closed_at.tolist(), panel.session.tolist(), strict=True)
    return {moment(each[0]).strftime("%Y-%m-%dT%H:%M:%SZ"): Slot(*each) for each in times}
