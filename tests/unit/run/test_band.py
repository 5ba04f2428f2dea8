"""Rows that are put off: how far equity may have moved, what they come to, and that no guard is late for it."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from botspec.domain.rows import TripRow
from botspec.market.moments import moment
from botspec.run.band import NOWHERE, OFTEN, Extremes, holds
from botspec.run.curve import PutOff
from botspec.run.marks import Prices, row_values
from tests.fakes.bots import a_bot, a_guard, percent, scripted
from tests.fakes.market import days
from tests.fakes.trials import only, trial

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROWS, SYMBOLS = 43, 3
Held = list[tuple[int, float]]
HELD: list[Held] = [
    [],
    [(0, 7.0)],
    [(0, 7.0), (2, -3.0)],
    [(1, 0.5), (2, -3.0)],
    [(0, 7.0), (1, 0.5), (2, 4.0)],
]


def wild() -> Prices:
    """Prices [T, N] that bars need not have: a low above the open is possible."""
    draw = np.random.default_rng(5)

    def some() -> NDArray[np.float64]:
        return np.asfortranarray(np.round(draw.uniform(90, 110, (ROWS, SYMBOLS)), 2))

    return Prices(some(), some(), some(), some())


@pytest.mark.parametrize("looks", [1, OFTEN + 1])
@pytest.mark.parametrize("held", HELD)
@pytest.mark.parametrize("span", [(0, 1), (3, 8), (7, 9), (8, 16), (5, 30), (40, 43), (0, 43)])
def test_equity_is_never_beyond_its_extent(looks: int, held: Held, span: tuple[int, int]) -> None:
    prices = wild()
    extremes = Extremes(prices)

    for _ in range(looks):
        lowest, highest = extremes.equity(1000.0, held, *span)

    points = [each for row in range(*span) for each in row_values(1000.0, held, prices.row(row))[:3]]
    assert lowest <= min(points)
    assert max(points) <= highest


@pytest.mark.parametrize("looks", [1, OFTEN + 1])
@pytest.mark.parametrize("quantity", [1.0, -1.0])
def test_an_unknown_price_is_in_no_band(looks: int, quantity: float) -> None:
    prices = wild()
    prices.closing[3, 1] = np.nan
    extremes = Extremes(prices)

    found = [extremes.equity(0.0, [(1, quantity)], 2, 5) for _ in range(looks)]

    assert not any(holds((-1e300, 1e300), extent) for extent in found)
    assert not holds(NOWHERE, (1.0, 1.0))


@pytest.mark.parametrize("known", [*product((False, True), repeat=5)])
def test_rows_worked_out_together_are_those_worked_out_alone(known: tuple[bool, ...]) -> None:
    """Some of them were marked by themselves, all with values that nobody would work out."""
    prices, put_off = wild(), PutOff(wild())
    spans = [(10, 12, 5.5), (12, 13, 5.5), (13, 20, -7.25), (20, 31, 0.1), (31, 40, 0.1)]
    marked = {
        row for (start, stop, _), is_known in zip(spans, known, strict=True) if is_known for row in range(start, stop)
    }
    for (start, stop, cash), held in zip(spans, HELD, strict=True):
        if start not in marked:
            put_off.add(start, stop, cash, held)
        for row in sorted(marked & {*range(start, stop)}):
            put_off.mark(row, cash, (row + 0.1, row + 0.2, row + 0.3, row + 0.4))
        alone = stop - 1 + 0.3 if start in marked else row_values(cash, held, prices.row(stop - 1))[2]
        assert put_off.closing() == alone

    worked = put_off.work_out()

    expected = [
        (row + 0.1, row + 0.2, row + 0.3, row + 0.4) if row in marked else row_values(cash, held, prices.row(row))
        for (start, stop, cash), held in zip(spans, HELD, strict=True)
        for row in range(start, stop)
    ]
    assert worked.cash.tolist() == [cash for start, stop, cash in spans for _ in range(start, stop)]
    together = zip(worked.opening, worked.adverse, worked.closing, worked.exposure, strict=True)
    assert [tuple(map(float, each)) for each in together] == expected
    assert (worked.first, put_off.since, put_off.marked) == (10, [], [])


def test_an_open_is_looked_at_with_all_that_passed_before_it() -> None:
    """The peak is 10,360 USD, of rows put off; the open is 21.8% below it, and 19% below where the bot began."""
    flat, risen, fallen = (100.0,) * 4, (104.0,) * 4, (78.9, 104.0, 78.9, 104.0)
    panel = days({"AAA": [flat, flat, *[risen] * 5, fallen]})
    guard = a_guard("drawdown", "20%", **{"from": "peak"})
    bot = a_bot(scripted(8, 1, enter={0: [0]}, exit={6: [0]}), symbols=("AAA",), sizing=percent("90"), guards=(guard,))

    done, walked = trial(bot, panel), trial(bot, panel, fast=False)

    trip = only(done.journal.rows(), TripRow)[0].trip
    assert (trip.at, round(trip.used, 3)) == (moment(int(panel.opened_at[7])), 0.218)
    assert done.journal.seal() == walked.journal.seal()
