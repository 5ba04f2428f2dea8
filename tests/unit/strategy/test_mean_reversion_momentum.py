"""The library strategy is rules by another name, with parameters that are numbers."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from pydantic import ValidationError

from botspec.strategy.library.expand import LIBRARY, expand, rule_text
from botspec.strategy.library.mean_reversion_momentum import MeanReversionMomentumParams
from botspec.strategy.read import read_rules
from botspec.strategy.rules import Rules
from tests.fakes.panels import daily_panel

KIND = "mean_reversion_momentum"


def strategy(**params: str) -> Rules:
    expanded = expand(KIND, MeanReversionMomentumParams.model_validate(params))
    reading = read_rules(expanded.rules, expanded.numbers, KIND)
    assert reading.rules is not None
    return reading.rules


def test_it_expands_to_the_documented_rules() -> None:
    expanded = expand(KIND, MeanReversionMomentumParams())
    assert dict(expanded.numbers) == {"lookback": 20, "entry_z": Decimal(1), "exit_z": Decimal(0), "momentum_bars": 60}
    assert expanded.rules.model_dump(exclude_none=True) == {
        "let": {
            "z": "(close - sma(close, lookback)) / stddev(close, lookback)",
            "momentum": "roc(close, momentum_bars)",
        },
        "long": {"enter": "z < -entry_z and momentum > 0", "exit": "z > exit_z or momentum < 0"},
        "rank": "momentum",
    }


def test_warm_up_is_the_longer_of_its_two_histories() -> None:
    assert strategy().warmup == 60
    assert strategy(lookback="90").warmup == 89


def test_by_hand() -> None:
    closes = [10.0, 11.0, 13.0, 12.0, 16.0, 11.5, 12.0, 10.0]
    signals = strategy(lookback="3", momentum_bars="2").signals(daily_panel({"A": closes}))
    # z from row 2: 1.34, 0, 1.37, -0.80, -0.58, -1.37; momentum: 30 %, 9.1 %, 23 %, -4.2 %, -25 %, -13 %
    assert signals.ready.tolist() == [2]
    assert signals.exit[:, 0].tolist() == [-1, -1, 1, 0, 1, 1, 1, 1]
    assert signals.enter[:, 0].tolist() == [-1, -1, 0, 0, 0, 0, 0, 0]
    assert signals.rank[2:4, 0].tolist() == pytest.approx([30.0, 100 / 11])


def test_it_enters_a_dip_in_an_up_trend() -> None:
    closes = [*np.linspace(50, 100, 70), 90.0, 80.0]
    signals = strategy().signals(daily_panel({"A": closes}))
    assert signals.enter[-1, 0] == 1
    assert signals.exit[-1, 0] == 0


def test_a_flat_price_is_unknown_not_far_from_its_mean() -> None:
    signals = strategy(lookback="5", momentum_bars="5").signals(daily_panel({"A": [42.0] * 12}))
    assert signals.exit[6:, 0].tolist() == [-1] * 6
    assert signals.enter[6:, 0].tolist() == [0] * 6  # momentum > 0 is false whatever z may be


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"lookback": "1"}, "'1' is not between 2 and 10000"),
        ({"momentum_bars": "10001"}, "'10001' is not between 2 and 10000"),
        ({"entry_z": "-1"}, "'-1' is below 0: entry_z already counts downwards from the mean"),
        ({"entry_z": "1", "exit_z": "-1.5"}, "'-1.5' is below the entry at -1: what is bought would be sold at once"),
    ],
)
def test_parameters_without_sense(params: dict[str, str], message: str) -> None:
    with pytest.raises(ValidationError) as caught:
        MeanReversionMomentumParams.model_validate(params)
    assert [error["msg"] for error in caught.value.errors()] == [message]


@pytest.mark.parametrize("kind", LIBRARY)
def test_every_library_strategy_ships_its_rules(kind: str) -> None:
    assert "long:" in rule_text(kind) or "score:" in rule_text(kind)


def test_what_is_not_in_the_library_is_not_read() -> None:
    with pytest.raises(KeyError):
        rule_text("../../secrets")
