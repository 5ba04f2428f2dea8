from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from botspec.adapters.alpaca.connect import DATA, corporate_actions, market_data
from botspec.adapters.alpaca.history import AlpacaHistory
from botspec.data.recorded import Days
from botspec.ports.broker import Unavailable
from tests.fakes.transport import CREDENTIALS, FakeTransport, Reply

NOW = datetime(2026, 11, 25, 20, tzinfo=UTC)
DAYS = Days(date(2026, 11, 2), date(2026, 11, 24))


def bar(at, price=10.0):
    return {"t": at, "o": price, "h": price, "l": price, "c": price, "v": 7, "n": 5, "vw": 10.1}


def page(token=None, **bars):
    return Reply({"bars": bars, "next_page_token": token})


def history_of(*replies, actions=None):
    bars, other = FakeTransport(*replies), FakeTransport(actions or Reply({"corporate_actions": {}}))
    source = AlpacaHistory(
        lambda: market_data(DATA, CREDENTIALS, bars),
        lambda: corporate_actions(DATA, CREDENTIALS, other),
        feed="sip",
        timeframe="1Min",
        now=NOW,
    )
    return source, bars, other


def test_one_question_for_all_symbols_goes_on_from_page_to_page():
    pages = (page("more", A=[bar("2026-11-02T14:30:00Z")]), page(A=[bar("2026-11-02T14:31:00Z", 11)], B=[]))
    source, transport, _ = history_of(*pages)
    found = source.bars(["A", "B"], DAYS)
    assert found["A"].values[:, 3].tolist() == [10, 11]
    assert len(found["B"].stamps) == 0
    assert transport.query(0) == {
        "symbols": "A,B",
        "timeframe": "1Min",
        "start": "2026-11-02T05:00:00+00:00",
        "end": "2026-11-25T04:59:59+00:00",
        "adjustment": "raw",
        "feed": "sip",
        "limit": "10000",
    }
    assert transport.query(1)["page_token"] == "more"
    assert len(transport.requests) == 2


def test_the_last_minutes_are_not_asked_for():
    source, transport, _ = history_of(page())
    source.bars(["A"], Days(date(2026, 11, 25), date(2026, 11, 25)))
    assert transport.query()["end"] == "2026-11-25T19:44:00+00:00"
    assert source.bars(["A"], Days(date(2026, 11, 26), date(2026, 11, 26)))["A"].stamps.tolist() == []
    assert len(transport.requests) == 1


def test_bars_are_put_in_order_and_a_moment_that_comes_twice_is_the_last_one():
    later, earlier = bar("2026-11-02T14:31:00Z", 11), bar("2026-11-02T14:30:00Z", 10)
    source, *_ = history_of(page(A=[later, earlier, bar("2026-11-02T14:31:00Z", 12)]))
    assert source.bars(["A"], DAYS)["A"].values[:, 0].tolist() == [10, 12]


@pytest.mark.parametrize(
    "wrong", [{"o": 1}, bar("yesterday"), bar("2026-11-02T14:30:00+01:00"), {**bar("x"), "o": "y"}]
)
def test_what_is_no_bar_is_said(wrong):
    source, *_ = history_of(page(A=[wrong]))
    with pytest.raises(Unavailable, match="Alpaca's market data holds a bar without a time"):
        source.bars(["A"], DAYS)


def test_actions_are_those_of_the_days_and_the_symbols():
    told = {
        "cash_dividends": [
            {"symbol": s, "ex_date": on, "rate": 0.5}
            for s, on in (("A", "2026-11-10"), ("A", "2026-12-01"), ("C", "2026-11-10"))
        ]
    }
    source, _, transport = history_of(page(), actions=Reply({"corporate_actions": told, "next_page_token": None}))
    assert [(each.symbol, each.ex_on.day) for each in source.actions(["A", "B"], DAYS)] == [("A", 10)]
    assert transport.query()["start"] == "2026-11-02"
