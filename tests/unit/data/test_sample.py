from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from botspec.data import sample
from botspec.data.refused import DataRefused
from botspec.market.panel import ActionKind
from botspec.market.sample import index


def test_what_is_shipped_is_what_the_index_says():
    for symbol, entry in index().items():
        panel = sample.load([symbol])
        assert len(panel) == entry.rows
        assert (panel.session[0], panel.session[-1]) == (entry.first.toordinal(), entry.last.toordinal())
        assert not np.isnan(panel.close).any()
        splits = tuple(action.ex_on for action in panel.actions if action.kind is ActionKind.SPLIT)
        assert splits == entry.splits
        assert len(panel.actions) - len(splits) == entry.dividends


def test_the_years_of_the_quickstart_have_no_split_and_no_gap():
    panel = sample.load(["AAPL", "GOOG", "IBM", "MSFT"], date(2007, 1, 1), date(2010, 12, 31))
    assert len(panel) == 1008
    assert not np.isnan(panel.close).any()
    assert {action.kind for action in panel.actions} == {ActionKind.CASH_DIVIDEND}


def test_a_symbol_that_was_not_listed_yet_has_no_bars():
    panel = sample.load(["FB", "IBM"], date(2012, 5, 17), date(2012, 5, 18))
    assert np.isnan(panel.close[:, 0]).tolist() == [True, False]


def test_known_actions():
    actions = {(a.symbol, a.ex_on): a for a in sample.load(["IBM", "MSFT"]).actions}
    assert actions["IBM", date(2008, 11, 6)].value == Decimal("0.50")
    assert actions["MSFT", date(2003, 2, 18)].kind is ActionKind.SPLIT
    assert actions["MSFT", date(2003, 2, 19)].value == Decimal("0.08")
    assert actions["MSFT", date(2004, 11, 15)].value == Decimal("3.08")


def test_an_unknown_symbol_is_refused():
    with pytest.raises(DataRefused, match="has no TSLA"):
        sample.load(["TSLA"])
