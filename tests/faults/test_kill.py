"""A few of the deaths of `python -m tests.faults.kill --all`: those that have told most."""

import pytest

from tests.faults.kill import Case, judge, uninterrupted

CASES = (
    Case("resting", (("committed", 5),), "both"),
    Case("resting", (("unheard", 9), ("again", 1)), "bot"),
    Case("resting", (("simulator:submit-kept", 3),), "simulator"),
)


def test_the_run_they_are_judged_by_is_a_lively_one():
    run = uninterrupted("resting")
    assert len(run.intents) > 20
    assert len(run.trips) > 3
    assert len(run.denied) > 3
    partial = [quantity for status, quantity in run.orders.values() if quantity and status != "filled"]
    assert partial, "no order filled in part"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_death_changes_nothing(case):
    judged = judge(case)
    assert judged.struck
    assert judged.wrongs == ()
