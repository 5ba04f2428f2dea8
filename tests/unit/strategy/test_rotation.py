"""A rotation by hand: four symbols, one month end, and who takes which place."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from botspec.expressions import Names, parse_condition, parse_number
from botspec.market.panel import Panel
from botspec.strategy.rotation import Rotation, RotationParams
from tests.fakes.market import NO_BAR, days

NAN = float("nan")
DUE = 2  # 2010-03-31


def closing(*prices: float) -> Panel:
    """Closes at the month's end; flat at 100 before and after. NaN is no bar."""
    bars = {}
    for name, price in zip("ABCD", prices, strict=False):
        end = NO_BAR if np.isnan(price) else (price,) * 4
        bars[name * 3] = [(100.0,) * 4, (100.0,) * 4, end, (100.0,) * 4]
    return days(bars, date(2010, 3, 29))


def rotation(**given: Any) -> Rotation:
    rules = {"score": "close", **{key: given.pop(key) for key in ("score", "when") if key in given}}
    params = {"top": 2, "rebalance": {"every": "month"}, "invest": "100%", **given}
    when = rules.get("when")
    return Rotation(
        RotationParams.model_validate({**params, **rules}),
        parse_number(rules["score"], Names()),
        None if when is None else parse_condition(when, Names()),
    )


def weights(panel: Panel, **given: Any) -> list[float]:
    return [round(weight, 9) for weight in rotation(**given).targets(panel).weights[DUE].tolist()]


def same(found: list[float], expected: list[float]) -> bool:
    return bool(np.array_equal(found, expected, equal_nan=True))


@pytest.mark.parametrize(
    # closes, settings, weights of AAA BBB CCC DDD
    ("closes", "given", "expected"),
    [
        # the best two share everything
        ((103, 101, 104, 102), {}, [0.5, 0, 0.5, 0]),
        ((103, 101, 104, 102), {"invest": "95%"}, [0.475, 0, 0.475, 0]),
        ((103, 101, 104, 102), {"top": 4}, [0.25, 0.25, 0.25, 0.25]),
        # equals: the order of the universe
        ((101, 102, 102, 102), {}, [0, 0.5, 0.5, 0]),
        # by score: 103 : 104
        ((103, 101, 104, 102), {"weighting": "score"}, [round(103 / 207, 9), 0, round(104 / 207, 9), 0]),
        # by score: what is not above zero takes no place, and its place stays empty
        ((103, 101, 104, 102), {"weighting": "score", "score": "close - 103.5"}, [0, 0, 0.5, 0]),
        # `when` keeps symbols out; their places stay cash, or are held as `otherwise` says
        ((103, 101, 104, 102), {"when": "close > 103.5"}, [0, 0, 0.5, 0]),
        ((103, 101, 104, 102), {"when": "close > 103.5", "otherwise": {"BBB": "90%"}}, [0, 0.45, 0.5, 0]),
        ((103, 101, 104, 102), {"when": "close > 999", "otherwise": {"BBB": "90%"}}, [0, 0.9, 0, 0]),
        ((103, 101, 104, 102), {"when": "close > 999"}, [0, 0, 0, 0]),
        # a symbol of `otherwise` is not ranked
        ((103, 101, 104, 102), {"otherwise": {"CCC": "100%"}}, [0.5, 0, 0, 0.5]),
        # unknown: no place; nobody takes it, and what `otherwise` holds is unknown too while a place is left
        ((NAN, 101, 104, 102), {}, [NAN, 0, 0.5, 0.5]),
        ((NAN, NAN, NAN, 102), {}, [NAN, NAN, NAN, 0.5]),
        ((NAN, 101, 104, 102), {"when": "close > 103.5", "otherwise": {"BBB": "90%"}}, [NAN, NAN, 0.5, 0]),
        ((NAN, NAN, NAN, NAN), {"otherwise": {"BBB": "90%"}}, [NAN, NAN, NAN, NAN]),
        # what `otherwise` holds stays as it is where it has no bar
        ((103, NAN, 104, 102), {"when": "close > 103.5", "otherwise": {"BBB": "90%"}}, [0, NAN, 0.5, 0]),
    ],
)
def test_who_takes_which_place(closes: tuple[float, ...], given: dict[str, Any], expected: list[float]) -> None:
    found = weights(closing(*closes), **given)
    assert same(found, expected), found


def test_nothing_is_wanted_between_month_ends() -> None:
    columns = rotation().targets(closing(103, 101, 104, 102))
    assert columns.due.tolist() == [False, False, True, False]
    assert np.isnan(columns.weights[~columns.due]).all()


def test_what_swings_half_as_much_gets_twice_the_money() -> None:
    random = np.random.default_rng(7)
    swings = random.normal(0, 0.01, 80)
    closes = {"AAA": 100 * np.cumprod(1 + swings), "BBB": 100 * np.cumprod(1 + 2 * swings)}
    panel = days({name: [(price,) * 4 for price in column] for name, column in closes.items()}, date(2010, 1, 4))
    given = {"weighting": "inverse_volatility", "volatility_bars": 20, "rebalance": {"every": "day"}}
    found = rotation(**given).targets(panel).weights
    assert np.isnan(found[:20]).all()  # 20 returns need 21 closes
    assert found[-1, 0] == pytest.approx(2 / 3)
    assert found[-1, 1] == pytest.approx(1 / 3)


def test_a_score_that_looks_back_warms_up_first_and_no_symbol_is_flat_before() -> None:
    columns = rotation(score="roc(close, 2)", rebalance={"every": "day"}).targets(closing(103, 101, 104, 102))
    assert np.isnan(columns.weights[:2]).all()
    assert columns.weights[2].tolist() == [0.5, 0, 0.5, 0]
    assert columns.ready.tolist() == [2, 2, 2, 2]


def test_the_past_is_the_same_whatever_comes_after() -> None:
    panel = closing(103, 101, 104, 102)
    whole = rotation(rebalance={"every": "day"}).targets(panel)
    for row in range(len(panel)):
        part = rotation(rebalance={"every": "day"}).targets(panel.upto(row + 1), since=row)
        assert same(part.weights[row].tolist(), whole.weights[row].tolist())
        assert part.due[row] == whole.due[row]
