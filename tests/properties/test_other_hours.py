"""Before the open, after the close and around the clock: jumping changes nothing, and live is the back-test."""

from __future__ import annotations

from itertools import zip_longest

from hypothesis import HealthCheck, Phase, given, settings

from tests.fakes.trials import trial
from tests.properties.live_as_backtest import the_same_live
from tests.properties.other_hours import coin_cases, extended_cases
from tests.properties.random_bots import Case

wild = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.generate],  # a case is its seed: there is nothing to shrink
)


def the_same_walked_and_jumped(case: Case) -> None:
    walked = trial(case.bot, case.panel, case.start, fast=False)
    jumped = trial(case.bot, case.panel, case.start, fast=True)
    for ours, theirs in zip_longest(jumped.journal.rows(), walked.journal.rows()):
        assert ours == theirs
    assert jumped.journal.seal() == walked.journal.seal()
    for name, column in walked.journal.columns().items():
        assert jumped.journal.columns()[name].tobytes() == column.tobytes(), name


@wild
@given(extended_cases())
def test_extended_hours_walked_and_jumped(case: Case) -> None:
    the_same_walked_and_jumped(case)


@wild
@given(extended_cases(missing_rows=False))
def test_extended_hours_live_and_tested(case: Case) -> None:
    the_same_live(case)


@wild
@given(coin_cases())
def test_coins_walked_and_jumped(case: Case) -> None:
    the_same_walked_and_jumped(case)


@wild
@given(coin_cases(missing_rows=False))
def test_coins_live_and_tested(case: Case) -> None:
    the_same_live(case)
