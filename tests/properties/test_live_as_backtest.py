"""The live loop and a back-test of the same bot on the same bars: the same decisions, orders, fills and equity."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from tests.properties.live_as_backtest import the_same_live
from tests.properties.random_bots import Case, cases


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(cases(missing_rows=False))
def test_live_is_the_backtest(case: Case) -> None:
    the_same_live(case)
