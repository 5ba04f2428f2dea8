from __future__ import annotations

from decimal import Decimal

import pytest

from botspec.domain.guards import Action
from botspec.domain.modes import Mode
from botspec.domain.values import Bars, Duration, Money, Ratio, Shares
from botspec.gitops.category import Category
from botspec.gitops.ways import Way, way
from botspec.gitops.weigh import weigh
from botspec.spec.looser import Looser
from botspec.spec.session_time import SessionTime
from botspec.spec.words import Existing

R = {part: Ratio(Decimal(part) / 100) for part in (1, 2, 5)}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (R[1], R[2], Way.MORE),
        (R[2], R[1], Way.LESS),
        (R[1], Ratio(Decimal("0.010")), Way.SAME),
        (R[1], Money(Decimal(1000)), Way.OTHER),
        (Shares(Decimal(1)), Money(Decimal(1)), Way.OTHER),
        (Bars(3), Duration(3, "3s"), Way.OTHER),
        (Duration(300, "5m"), Duration(300, "300s"), Way.SAME),
        (None, R[1], Way.ADDED),
        (R[1], None, Way.REMOVED),
        (("AAPL",), ("AAPL", "IBM"), Way.MORE),
        (("AAPL", "IBM"), ("IBM",), Way.LESS),
        (("AAPL", "IBM"), ("IBM", "AAPL"), Way.SAME),
        (("AAPL",), ("IBM",), Way.OTHER),
        (Action.HALT, Action.WARN, Way.LESS),
        (Duration(60, "60s"), "manual", Way.MORE),
        ("next_session", Duration(60, "60s"), Way.OTHER),
        (Money(Decimal(5)), "whole_account", Way.MORE),
        (Existing.ADOPT, Existing.REFUSE, Way.LESS),
        (Existing.ADOPT, Existing.IGNORE, Way.OTHER),
        (SessionTime("before_close", Duration(60, "60s")), SessionTime("before_close", Duration(30, "30s")), Way.MORE),
        (SessionTime("after_open", Duration(60, "60s")), SessionTime("before_close", Duration(30, "30s")), Way.OTHER),
        (False, True, Way.MORE),
    ],
)
def test_which_way_a_value_goes(old, new, expected):
    assert way(old, new) is expected


@pytest.mark.parametrize(
    ("old", "new", "mark", "expected"),
    [
        (R[2], R[5], Looser.UP, Category.RISK_LOOSENED),
        (R[5], R[2], Looser.UP, Category.RISK_TIGHTENED),
        (R[2], None, Looser.UP, Category.RISK_LOOSENED),
        (None, R[2], Looser.UP, Category.RISK_TIGHTENED),
        (R[2], None, Looser.DOWN, Category.RISK_LOOSENED),
        (None, R[2], Looser.DOWN, Category.RISK_TIGHTENED),
        (R[2], Money(Decimal(1)), Looser.UP, Category.RISK_LOOSENED),
        (R[2], Money(Decimal(1)), Looser.DOWN, Category.RISK_LOOSENED),
        (Action.HALT, Action.WARN, Looser.DOWN, Category.RISK_LOOSENED),
        (Action.HALT, Action.FLATTEN, Looser.DOWN, Category.RISK_TIGHTENED),
        (Mode.PAPER, Mode.LIVE, Looser.MODE, Category.GOES_LIVE),
        (Mode.BACKTEST, Mode.PAPER, Looser.MODE, Category.RISK_LOOSENED),
        (Mode.LIVE, Mode.PAPER, Looser.MODE, Category.RISK_TIGHTENED),
        (("AAPL",), ("AAPL", "IBM"), Looser.WIDENS, Category.CAPITAL_WIDENED),
        (("AAPL", "IBM"), ("IBM",), Looser.WIDENS, Category.BEHAVIOUR),
        (("AAPL", "IBM"), ("IBM", "AAPL"), Looser.WIDENS, Category.BEHAVIOUR),
        (Money(Decimal(5)), Money(Decimal(4)), Looser.WIDENS, Category.RISK_TIGHTENED),
        (None, Money(Decimal(4)), Looser.WIDENS, Category.CAPITAL_WIDENED),
        ("a", "b", Looser.RUNTIME, Category.RUNTIME_CHANGED),
        ("a", "b", Looser.COSMETIC, Category.COSMETIC),
        ("a", "a", Looser.RUNTIME, None),
    ],
)
def test_what_a_change_is(old, new, mark, expected):
    assert weigh(old, new, mark) is expected


def test_categories_are_ordered_worst_first():
    assert next(iter(Category)) is Category.GOES_LIVE
    assert Category.GOES_LIVE.reaches(Category.RISK_LOOSENED)
    assert not Category.COSMETIC.reaches(Category.RISK_TIGHTENED)
