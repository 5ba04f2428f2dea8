"""Fixed weights as columns."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from botspec.strategy.target_weights import TargetWeights, TargetWeightsParams
from botspec.strategy.targets import Plan
from tests.fakes.market import NO_BAR, days

BAR = (100.0,) * 4
PANEL = days({"AAA": [BAR] * 8, "BBB": [BAR, NO_BAR, *[BAR] * 6], "CCC": [BAR] * 8}, date(2010, 3, 29))


def strategy(**given: Any) -> TargetWeights:
    return TargetWeights(TargetWeightsParams.model_validate({"weights": {"AAA": "60%", "CCC": "30%"}, **given}))


def test_a_weight_is_unknown_where_its_symbol_has_no_bar() -> None:
    weights = strategy().targets(PANEL).weights
    assert weights[0].tolist() == [0.6, 0.0, 0.3]
    assert np.isnan(weights[1]).tolist() == [False, True, False]


def test_what_is_mended_and_when_money_comes_in() -> None:
    columns = strategy(
        rebalance={"every": "month", "on": "first_session"}, contribute={"amount": "500 USD", "every": "week"}
    ).targets(PANEL)
    assert np.flatnonzero(columns.due).tolist() == [3]  # Thursday 1 April
    assert np.flatnonzero(columns.paid).tolist() == [0, 4]  # Mondays


def test_what_it_is_asked() -> None:
    assert strategy().plan == Plan(starts_at_once=True)
    assert not strategy().targets(PANEL).due.any()
    full = strategy(drift="5%", sell="never", contribute={"amount": "500 USD", "every": "week"})
    assert full.plan == Plan(band=0.05, sells=False, starts_at_once=True, contribution=Decimal(500))
