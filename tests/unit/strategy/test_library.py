"""Each library strategy: its rules can be read, its parameters are checked, and it does by hand what it says."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from botspec.compiler.catalog import Family, entries, find
from botspec.domain.values import Duration
from botspec.spec.params import Params
from botspec.strategy.library.expand import LIBRARY, expand, rule_text
from botspec.strategy.read import TextsReading, joined_rules, read_texts
from botspec.strategy.rotation import RotationParams
from botspec.strategy.rules import Rules
from tests.fakes.panels import daily_panel


def params(kind: str, **given: object) -> Params:
    entry = find(Family.STRATEGY, kind)
    assert entry is not None
    return entry.params.model_validate(given)


def reading(kind: str, **given: object) -> TextsReading:
    expanded = expand(kind, params(kind, **given))
    return read_texts(getattr(expanded.rules, "let", {}), expanded.rules, expanded.numbers)


def strategy(kind: str, **given: object) -> Rules:
    rules = joined_rules(reading(kind, **given), kind)
    assert rules is not None
    return rules


def signals(kind: str, closes: list[float], **given: object) -> tuple[list[int], list[int]]:
    columns = strategy(kind, **given).signals(daily_panel({"A": closes}))
    return columns.enter[:, 0].tolist(), columns.exit[:, 0].tolist()


@pytest.mark.parametrize("kind", LIBRARY)
def test_its_rules_can_be_read_with_every_default(kind: str) -> None:
    assert reading(kind).problems == ()
    assert reading(kind).rules


def test_the_library_is_all_of_its_folder_in_the_catalog() -> None:
    listed = {entry.kind for entry in entries() if ".library." in entry.module}

    assert listed == set(LIBRARY)
    with pytest.raises(KeyError):
        rule_text("rules")


def test_sma_cross() -> None:
    # averages of 2 and 3: rows 2 on: 11.5/11.33, 13.5/12.67... then the fall turns it round
    enter, leave = signals("sma_cross", [10, 12, 11, 16, 18, 9, 8], fast="2", slow="3")

    assert enter == [-1, -1, 1, 1, 1, 0, 0]
    assert leave == [-1, -1, 0, 0, 0, 1, 1]


def test_donchian_breakout() -> None:
    closes = [10.0, 11.0, 10.5, 12.0, 11.5, 9.0]
    panel = daily_panel({"A": closes})
    highs, lows = panel.high[:, 0], panel.low[:, 0]
    columns = strategy("donchian_breakout", entry_bars="2", exit_bars="2").signals(panel)

    for row in range(2, len(closes)):
        assert columns.enter[row, 0] == (closes[row] > max(highs[row - 2 : row]))
        assert columns.exit[row, 0] == (closes[row] < min(lows[row - 2 : row]))


def test_bollinger_reversion() -> None:
    closes = [100.0, 102.0, 98.0, 100.0, 90.0, 101.0]
    enter, leave = signals("bollinger_reversion", closes, period="4", width="1")

    for row in range(3, len(closes)):
        window = np.array(closes[row - 3 : row + 1])
        assert enter[row] == (closes[row] < window.mean() - window.std())
        assert leave[row] == (closes[row] > window.mean())


def test_rsi_reversion_buys_a_dip_in_an_up_trend_only() -> None:
    up = [*np.linspace(50, 100, 60), 95.0, 92.0]
    down = [*np.linspace(100, 50, 60), 45.0, 40.0]

    assert signals("rsi_reversion", up, period="2", trend="30")[0][-1] == 1
    assert signals("rsi_reversion", down, period="2", trend="30")[0][-1] == 0


def test_macd_trend_turns_with_the_trend() -> None:
    closes = [*np.linspace(100, 50, 150), *np.linspace(50, 120, 20)]
    enter, leave = signals("macd_trend", [float(close) for close in closes], fast="3", slow="6", smoothing="3")

    assert (enter[-1], leave[-1]) == (1, 0)
    assert (enter[150], leave[148]) in {(0, 1), (1, 0)}


def test_opening_range_breakout_has_its_span_in_the_rules() -> None:
    given = params("opening_range_breakout", opening="30m")
    expanded = expand("opening_range_breakout", given)

    assert getattr(given, "opening", None) == Duration(1800, "30m")
    assert expanded.rules.model_dump()["let"]["high_of_range"] == "opening_range(30m).high"
    assert dict(expanded.numbers) == {"last_minutes": 30}


def test_momentum_rotation_is_a_rotation_with_its_numbers() -> None:
    expanded = expand("momentum_rotation", params("momentum_rotation", top="2"))

    assert isinstance(expanded.rules, RotationParams)
    assert (expanded.rules.top, expanded.rules.rebalance.every) == (2, "month")


@pytest.mark.parametrize(
    ("kind", "given", "code", "key"),
    [
        ("sma_cross", {"fast": "50", "slow": "50"}, "BS317", "slow"),
        ("sma_cross", {"fast": "200"}, "BS317", "fast"),
        ("macd_trend", {"slow": "12"}, "BS317", "slow"),
        ("rsi_reversion", {"oversold": "60"}, "", ""),
        ("rsi_reversion", {"oversold": "60", "recovered": "60"}, "BS105", ""),
        ("rsi_reversion", {"oversold": "0"}, "BS105", ""),
        ("bollinger_reversion", {"width": "0"}, "BS105", ""),
        ("donchian_breakout", {"exit_bars": "1"}, "BS105", ""),
    ],
)
def test_parameters_that_make_no_sense(kind: str, given: dict[str, str], code: str, key: str) -> None:
    if not code:
        params(kind, **given)
        return
    with pytest.raises(ValidationError) as refused:
        params(kind, **given)
    (error,) = refused.value.errors()

    assert error["type"] == code
    assert error["ctx"]["inside"] == key
