"""Bars packed small come back to the last bit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from botspec.journal.blocks import DECIMAL, RAW, block, of_panel, of_slice, panel_of, unblock
from botspec.journal.columns import pack
from botspec.market.panel import PRICE_FIELDS, ROW_FIELDS
from botspec.ports.journal import JournalDamaged
from tests.fakes.market import NO_BAR, days

TIMES = np.array([[1, 2, 3]], dtype=np.int64)


@given(arrays.arrays(np.float64, (1, 5, 2), elements=st.floats(allow_infinity=False)))
def test_whatever_the_values_are(values: np.ndarray) -> None:
    times, again = unblock(block(TIMES, values))
    assert np.array_equal(times, TIMES)
    assert np.array_equal(again, values, equal_nan=True)


@pytest.mark.parametrize(("price", "how"), [(101.25, DECIMAL), (0.0001, DECIMAL), (1 / 3, RAW), (1e300, RAW)])
def test_prices_of_four_decimals_are_whole_numbers(price: float, how: int) -> None:
    values = np.full((1, 5, 2), price)
    values[0, :, 1] = np.nan
    assert block(TIMES, values)[0] == how


def test_a_panel_comes_back_with_its_holes() -> None:
    panel = days({"AAA": [(10, 11, 9, 10.5)] * 40, "BBB": [NO_BAR, *[(20, 21, 19, 20.25)] * 39]})
    again = panel_of(panel.symbols, of_panel(panel))
    for name in ROW_FIELDS:
        assert np.array_equal(getattr(again, name), getattr(panel, name), equal_nan=name in PRICE_FIELDS), name


def test_more_history_repeats_the_blocks_of_before() -> None:
    panel = days({"AAA": [(10 + n, 11 + n, 9 + n, 10.5 + n) for n in range(90)]})
    before = [pack(each).sha256 for each in of_panel(panel.upto(80))]
    after = [pack(each).sha256 for each in of_panel(panel)]
    assert len(before) > 2
    assert before[:-1] == after[: len(before) - 1]


def test_one_bar_is_a_panel_of_one_row() -> None:
    panel = days({"AAA": [(10, 11, 9, 10.5)], "BBB": [NO_BAR]})
    again = panel_of(panel.symbols, [of_slice(panel.row(0))])
    assert len(again) == 1
    assert again.close[0, 0] == 10.5
    assert np.isnan(again.close[0, 1])


@pytest.mark.parametrize("column", [[], [9, 1, 1], [1, 1, 1, 0, 0]])
def test_what_has_no_shape_is_damaged(column: list[int]) -> None:
    with pytest.raises(JournalDamaged, match="shape"):
        unblock(np.array(column, dtype=np.int64))


def test_a_block_of_other_symbols_is_damaged() -> None:
    panel = days({"AAA": [(10, 11, 9, 10.5)]})
    with pytest.raises(JournalDamaged, match="other symbols"):
        panel_of(("AAA", "BBB"), of_panel(panel))
