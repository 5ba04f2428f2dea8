from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from botspec.data import sample
from botspec.data.quality import examine
from botspec.market.panel import ActionKind, CorporateAction, empty_panel


@pytest.fixture
def panel():
    """Twenty clean sessions of IBM and MSFT."""
    return replace(sample.load(["IBM", "MSFT"], date(2010, 3, 1), date(2010, 3, 26)), actions=())


def changed(panel, field, row, value):
    column = getattr(panel, field).copy()
    column[row, 0] = value
    return replace(panel, **{field: column})


def one(panel):
    (row,) = examine(panel)
    return row


def test_clean_bars_have_nothing_to_tell(panel):
    assert examine(panel) == ()
    assert examine(empty_panel(["IBM"])) == ()


def test_a_bar_missing_in_between_is_a_gap(panel):
    row = one(changed(panel, "close", 3, np.nan))
    assert (row.symbol, row.what, row.count) == ("IBM", "gap", 1)
    assert "2010-03-04" in row.detail


def test_bars_missing_at_an_end_are_missing(panel):
    row = one(changed(panel, "close", slice(0, 5), np.nan))
    assert (row.symbol, row.what, row.count) == ("IBM", "missing", 5)
    assert row.detail.endswith("2010-03-01, 2010-03-02, 2010-03-03 and 2 more")


def test_a_symbol_without_any_bar_is_missing_everywhere(panel):
    row = one(changed(panel, "close", slice(None), np.nan))
    assert (row.symbol, row.what, row.count) == ("IBM", "missing", len(panel))


def test_a_session_without_any_bar_is_told_for_all(panel):
    keep = [0, 1, *range(3, len(panel))]
    fields = ("opened_at", "closed_at", "session", "open", "high", "low", "close", "volume")
    row = one(replace(panel, **{name: getattr(panel, name)[keep] for name in fields}))
    assert (row.symbol, row.what, row.count) == ("*", "missing", 1)
    assert "2010-03-03" in row.detail


def test_zero_volume(panel):
    row = one(changed(panel, "volume", 2, 0.0))
    assert (row.symbol, row.what, row.count) == ("IBM", "zero_volume", 1)


def test_a_spike_is_two_closes_far_from_their_neighbours(panel):
    spiked = changed(panel, "close", 7, panel.close[6, 0] * 1.25)
    row = one(replace(spiked, high=spiked.high * 2))
    assert (row.what, row.count) == ("spike", 1)


def test_a_split_is_no_spike(panel):
    halved = {
        name: np.where(np.arange(len(panel))[:, None] < 10, values, values / 2)
        for name, values in (("open", panel.open), ("high", panel.high), ("low", panel.low), ("close", panel.close))
    }
    after = date.fromordinal(int(panel.session[10]))
    splits = tuple(CorporateAction(s, after, ActionKind.SPLIT, Decimal(2)) for s in panel.symbols)
    assert {row.what for row in examine(replace(panel, **halved))} == {"spike"}
    assert examine(replace(panel, **halved, actions=splits)) == ()


def test_a_close_above_the_high_is_told(panel):
    row = one(changed(panel, "high", 4, panel.low[4, 0]))
    assert (row.what, row.count) == ("outside_range", 1)


def test_dividends_are_listed():
    found = examine(sample.load(["IBM"], date(2008, 1, 1), date(2008, 12, 31)))
    assert [(row.what, row.count) for row in found] == [("dividend", 4)]
    assert found[0].detail == "cash dividends: 2008-02-06, 2008-05-07, 2008-08-06 and 1 more"
