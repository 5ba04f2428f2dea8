from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from itertools import accumulate

import pytest

from botspec.data import sample
from tests.fidelity.compare import PERIODS, TOGETHER, compare, compare_shared, everything
from tests.fidelity.differences import EXPLAINED
from tests.fidelity.page import PAGE, render, row
from tests.fidelity.shared import SHARED
from tests.fidelity.strategies import SIMPLE

pytestmark = pytest.mark.filterwarnings("ignore")
SLICE = [*((strategy, "MSFT") for strategy in SIMPLE), (SIMPLE[4], "FB")]
"""What every test run compares; `make fidelity` compares everything."""


@pytest.fixture(scope="module")
def comparisons():
    return [compare(strategy, symbol) for strategy, symbol in SLICE]


@pytest.fixture(scope="module")
def shared():
    return [compare_shared(strategy) for strategy in SHARED]


def test_every_trade_and_the_final_equity_are_the_same_or_different_as_explained(comparisons, shared):
    for each in [*comparisons, *shared]:
        for engine in each.theirs:
            assert each.as_told(engine), f"{each.strategy.title} on {each.symbols} in {engine}"


def test_both_engines_are_asked(comparisons, shared):
    assert all([*each.theirs] == ["backtesting.py", "backtrader"] for each in comparisons)
    assert all("backtrader" in each.theirs for each in shared)


def test_enough_happens_to_compare(comparisons, shared):
    entries = {each.strategy.key: each.ours.opened for each in [*comparisons, *shared]}
    few = {"reversion": 1, "hold": 1}
    assert {key: entries[key] for key in few} == few
    assert all(number >= 8 for key, number in entries.items() if key not in few), entries


def test_shorts_are_among_it(comparisons):
    both_ways = next(each for each in comparisons if each.strategy.key == "both_ways")
    held = accumulate(each.shares for each in both_ways.ours.traded)
    assert sum(shares < 0 for shares in held) > 8


def test_a_difference_is_a_leg_that_fills_on_the_day_of_its_entry(comparisons):
    different = [(each, engine) for each in comparisons for engine in each.theirs if each.difference(engine)]
    assert different
    for each, engine in different:
        entry, leg = each.on_the_day(engine)
        assert entry.shares == -leg.shares > 0


def test_what_is_explained_is_a_comparison():
    known = {(strategy.key, symbol) for strategy in SIMPLE for symbol in PERIODS}
    assert {(key, symbols) for key, symbols, _ in EXPLAINED} <= known | {(each.key, TOGETHER) for each in SHARED}


def test_dividends_are_paid_for_the_shares_held(comparisons):
    each = next(each for each in comparisons if each.strategy.key == "hold")
    (bought,) = each.adjusted.traded
    assert bought == each.ours.traded[0]
    first, last = PERIODS[each.symbols]
    paid = sum(a.value for a in sample.load([each.symbols], first, last).actions if a.ex_on > bought.on)
    assert each.adjusted.final_equity - each.ours.final_equity == Decimal(paid) * bought.shares


def test_the_page_has_what_was_found(comparisons, shared):
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    whole = shared if find_spec("bt") else []
    assert [row(each) for each in [*comparisons, *whole] if row(each) not in lines] == [], "run `make fidelity`"


@pytest.mark.slow
def test_the_page_is_what_the_command_writes():
    pytest.importorskip("bt")
    found = list(everything())
    assert all(each.as_told(engine) for each in found for engine in each.theirs)
    assert PAGE.read_text(encoding="utf-8") == render(found), "run `make fidelity`"


def test_a_day_s_difference_would_show(comparisons):
    from tests.fidelity import in_backtesting

    held = next(each for each in comparisons if each.strategy.key == "hold")
    late = in_backtesting.run(held.strategy, held.symbols, (date(2007, 1, 4), date(2010, 12, 31)))
    assert late != held.ours
