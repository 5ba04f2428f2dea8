from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from botspec.data import sample
from tests.fidelity import theirs
from tests.fidelity.compare import PAGE, PERIODS, compare, render
from tests.fidelity.strategies import SIMPLE


@pytest.fixture(scope="module")
def comparisons():
    return [compare(simple, symbol) for simple in SIMPLE for symbol in PERIODS]


def test_every_trade_and_the_final_equity_are_the_same(comparisons):
    for each in comparisons:
        assert each.ours == each.theirs, f"{each.simple.title} on {each.symbol}"


def test_enough_happens_to_compare(comparisons):
    trades = {
        simple.key: sum(len(each.ours.trades) for each in comparisons if each.simple is simple) for simple in SIMPLE
    }
    assert trades["reversion"] >= 4
    assert trades["averages"] > 40
    assert trades["donchian"] > 30
    assert trades["hold"] == 5


def test_dividends_are_paid_for_the_shares_held(comparisons):
    for each in comparisons:
        if each.simple.key != "hold":
            continue
        (trade,) = each.adjusted.trades
        assert trade == each.ours.trades[0]
        first, last = PERIODS[each.symbol]
        paid = sum(a.value for a in sample.load([each.symbol], first, last).actions if a.ex_on > trade.entered_on)
        assert each.adjusted.final_equity - each.ours.final_equity == Decimal(paid) * trade.quantity


def test_the_page_is_what_the_command_writes(comparisons):
    assert PAGE.read_text(encoding="utf-8") == render(comparisons), "run `make fidelity`"


def test_a_day_s_difference_would_show(comparisons):
    held = next(each for each in comparisons if each.simple.key == "hold" and each.symbol == "IBM")
    late = theirs.run(held.simple, held.symbol, (date(2007, 1, 4), date(2010, 12, 31)))
    assert late != held.ours
