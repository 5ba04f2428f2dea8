"""Dividends and splits taken out of the past, as of a bar."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from botspec.market.adjustment import Adjustment, adjustments, factors_as_of
from botspec.market.panel import ActionKind, CorporateAction

DAY = date(2007, 1, 1).toordinal()
SESSIONS = np.arange(DAY, DAY + 5)
CLOSE = np.array([100.0, 50.0, 40.0, 20.0, 10.0])


def action(day: int, kind: ActionKind, value: str) -> CorporateAction:
    return CorporateAction("IBM", date.fromordinal(DAY + day), kind, Decimal(value))


def dividend(day: int, value: str) -> CorporateAction:
    return action(day, ActionKind.CASH_DIVIDEND, value)


def split(day: int, value: str) -> CorporateAction:
    return action(day, ActionKind.SPLIT, value)


def found(*actions: CorporateAction) -> tuple[Adjustment, ...]:
    return adjustments(actions, SESSIONS, CLOSE)


def test_a_dividend_takes_its_part_of_the_close_before() -> None:
    assert found(dividend(2, "5")) == (Adjustment(2, 0.9, 1.0),)


def test_a_split_divides_prices_and_multiplies_volume() -> None:
    assert found(split(1, "2")) == (Adjustment(1, 0.5, 2.0),)
    assert found(split(1, "0.1")) == (Adjustment(1, 10.0, 0.1),)


def test_actions_of_one_bar_count_together() -> None:
    assert found(dividend(2, "5"), split(2, "2"), dividend(2, "5")) == (Adjustment(2, 0.8 / 2, 2.0),)


def test_they_come_in_the_order_of_their_bars() -> None:
    assert [step.bar for step in found(dividend(3, "1"), split(1, "2"))] == [1, 3]


def test_an_ex_date_without_a_bar_starts_at_the_next() -> None:
    sessions = np.array([DAY, DAY + 3, DAY + 4])
    assert [step.bar for step in adjustments([dividend(1, "1")], sessions, CLOSE[:3])] == [1]


@pytest.mark.parametrize("day", [-3, 0, 5, 100])
def test_before_the_first_bar_and_after_the_last_there_is_nothing_to_adjust(day: int) -> None:
    assert found(dividend(day, "1")) == ()


def test_several_bars_of_a_session_start_together() -> None:
    sessions = np.array([DAY, DAY, DAY + 1, DAY + 1])
    assert [step.bar for step in adjustments([dividend(1, "1")], sessions, CLOSE[:4])] == [2]


@pytest.mark.parametrize("paid", ["50", "60"])
def test_a_dividend_of_the_whole_price_leaves_the_past_unknown(paid: str) -> None:
    (step,) = found(dividend(2, paid))
    assert math.isnan(step.price)


STEPS = [(1, 0.5), (3, 0.9)]


@pytest.mark.parametrize(
    ("bar", "expected"),
    [
        (0, [1, 1, 1, 1, 1]),
        (1, [0.5, 1, 1, 1, 1]),
        (2, [0.5, 1, 1, 1, 1]),
        (3, [0.9 * 0.5, 0.9, 0.9, 1, 1]),
        (4, [0.9 * 0.5, 0.9, 0.9, 1, 1]),
    ],
)
def test_factors_as_seen_from_a_bar(bar: int, expected: list[float]) -> None:
    assert factors_as_of(STEPS, bar, 5).tolist() == expected


def test_no_actions() -> None:
    assert factors_as_of([], 2, 3).tolist() == [1, 1, 1]


def test_an_unknown_factor_hides_all_that_lies_before() -> None:
    factors = factors_as_of([(1, 0.5), (2, math.nan), (3, 0.9)], 4, 5)
    assert np.isnan(factors[:2]).all()
    assert factors[2:].tolist() == [0.9, 1, 1]
