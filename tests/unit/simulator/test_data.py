"""Market data: pages, adjustment, and never a bar that closed later than the simulated present."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from botspec.market.panel import ActionKind, CorporateAction
from tests.fakes.market import NO_BAR, Bar, days, minutes
from tests.fakes.simulator import Simulated, simulate

BEFORE = datetime(2010, 1, 4, 14, 0, tzinfo=UTC)
OPENS = datetime(2010, 1, 4, 14, 30, tzinfo=UTC)
CLOSES = datetime(2010, 1, 4, 21, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def rising(count: int, start: float = 10.0) -> list[Bar]:
    """Closes `start`, `start` + 1, ..."""
    return [(start + n - 0.5, start + n + 1, start + n - 1, start + n, 1000.0 + n) for n in range(count)]


@pytest.fixture
def sim() -> Simulated:
    return simulate(days({"AAPL": rising(5), "IBM": rising(5, 50.0)}), BEFORE)


def bars(sim: Simulated, symbols: str = "AAPL", **query: Any) -> dict[str, Any]:
    found: dict[str, Any] = sim.get(
        "/v2/stocks/bars", symbols=symbols, timeframe="1Day", **{"start": "2010-01-01", **query}
    )
    return found


def test_a_bar_looks_as_alpacas_do(sim: Simulated) -> None:
    sim.advance(CLOSES)
    assert bars(sim) == {
        "bars": {
            "AAPL": [
                {
                    "t": "2010-01-04T05:00:00Z",
                    "o": 9.5,
                    "h": 11.0,
                    "l": 9.0,
                    "c": 10.0,
                    "v": 1000,
                    "n": 0,
                    "vw": 0,
                }
            ]
        },
        "next_page_token": None,
    }


def test_no_answer_knows_a_bar_before_it_has_closed(sim: Simulated) -> None:
    paths = ("bars/latest", "snapshots", "trades/latest", "quotes/latest")
    for day in range(5):
        for at, closed in ((OPENS, day), (CLOSES - timedelta(seconds=1), day), (CLOSES, day + 1)):
            sim.advance(at + day * DAY)
            shown = bars(sim, "AAPL,IBM", end="2030-01-01")["bars"]
            assert {symbol: len(found) for symbol, found in shown.items()} == (
                {"AAPL": closed, "IBM": closed} if closed else {}
            )
            everything = str([sim.get(f"/v2/stocks/{path}", symbols="AAPL,IBM") for path in paths])
            for later in range(closed, 5):
                assert f"'c': {10.0 + later}" not in everything
                assert f"'h': {11.0 + later}" not in everything
            last = sim.get("/v2/stocks/AAPL/trades/latest")["trade"]
            expected = (10.0 + day, CLOSES + day * DAY) if closed > day else (9.5 + day, OPENS + day * DAY)
            assert (last["p"], last["t"]) == (expected[0], expected[1].isoformat().replace("+00:00", "Z"))


def test_pages_go_by_symbol_and_then_by_time(sim: Simulated) -> None:
    sim.advance(CLOSES + 4 * DAY)
    for sort in ("asc", "desc"):
        whole = bars(sim, "IBM,AAPL", sort=sort)["bars"]
        assert [len(whole[symbol]) for symbol in ("AAPL", "IBM")] == [5, 5]
        collected: dict[str, list[Any]] = {}
        token, sizes = None, []
        for _ in range(5):
            query = {"sort": sort, "limit": 3, **({"page_token": token} if token else {})}
            page = bars(sim, "IBM,AAPL", **query)
            for symbol, found in page["bars"].items():
                collected.setdefault(symbol, []).extend(found)
            sizes.append(sum(map(len, page["bars"].values())))
            token = page["next_page_token"]
            if token is None:
                break
        assert collected == whole
        assert sizes == [3, 3, 3, 1]
    assert [bar["c"] for bar in bars(sim, sort="desc")["bars"]["AAPL"]] == [14.0, 13.0, 12.0, 11.0, 10.0]


def test_a_page_that_ends_with_a_symbol_goes_on_with_the_next(sim: Simulated) -> None:
    sim.advance(CLOSES + 4 * DAY)
    page = bars(sim, "AAPL,IBM", limit=5)
    assert list(page["bars"]) == ["AAPL"]
    rest = bars(sim, "AAPL,IBM", limit=5, page_token=page["next_page_token"])
    assert (list(rest["bars"]), rest["next_page_token"]) == (["IBM"], None)
    assert bars(sim, "AAPL,IBM", limit=10)["next_page_token"] is None


def test_start_and_end_are_both_included_and_default_to_today(sim: Simulated) -> None:
    sim.advance(CLOSES + 4 * DAY)
    some = bars(sim, start="2010-01-05", end="2010-01-06")["bars"]["AAPL"]
    assert [bar["t"][:10] for bar in some] == ["2010-01-05", "2010-01-06"]
    exact = bars(sim, start="2010-01-05T05:00:00Z", end="2010-01-05T05:00:00+00:00")["bars"]["AAPL"]
    assert len(exact) == 1
    today = sim.get("/v2/stocks/bars", symbols="AAPL", timeframe="1Day")["bars"]["AAPL"]
    assert [bar["t"][:10] for bar in today] == ["2010-01-08"]


def test_unknown_symbols_are_absent_and_one_symbol_is_a_list(sim: Simulated) -> None:
    sim.advance(CLOSES)
    assert list(bars(sim, "AAPL,ZZZZ")["bars"]) == ["AAPL"]
    assert bars(sim, "ZZZZ")["bars"] == {}
    single = sim.get("/v2/stocks/AAPL/bars", timeframe="1D", start="2010-01-01")
    assert (single["symbol"], len(single["bars"]), single["next_page_token"]) == ("AAPL", 1, None)
    assert sim.get("/v2/stocks/ZZZZ/bars", timeframe="1Day")["bars"] == []


def test_adjustment_is_relative_to_the_simulated_present() -> None:
    actions = [
        CorporateAction("AAPL", date(2010, 1, 6), ActionKind.CASH_DIVIDEND, Decimal("1.1")),
        CorporateAction("AAPL", date(2009, 12, 31), ActionKind.SPLIT, Decimal(2)),
    ]
    first = date(2009, 12, 30)
    sim = simulate(days({"AAPL": rising(6)}, first=first, actions=actions), BEFORE)
    sim.advance(CLOSES + DAY)

    def closes(adjustment: str) -> list[float]:
        return [bar["c"] for bar in bars(sim, start="2009-12-01", adjustment=adjustment)["bars"]["AAPL"]]

    assert closes("raw") == [10.0, 11.0, 12.0, 13.0]
    assert closes("split") == [5.0, 11.0, 12.0, 13.0]
    assert closes("all") == [5.0, 11.0, 12.0, 13.0], "the dividend is still to come"
    sim.advance(CLOSES + 2 * DAY)
    kept = 1 - 1.1 / 13
    assert closes("dividend") == [round(close * kept, 4) for close in (10.0, 11.0, 12.0, 13.0)] + [14.0]
    assert closes("split,dividend") == closes("all")
    volumes = [bar["v"] for bar in bars(sim, start="2009-12-01", adjustment="all")["bars"]["AAPL"]]
    assert volumes[:2] == [2000, 1001]
    assert sim.ask("GET", "/v2/stocks/bars?symbols=AAPL&timeframe=1Day&adjustment=odd").status == 400


def test_minute_bars_and_the_day_they_add_up_to() -> None:
    each: list[Bar] = [
        (10.0, 12.0, 9.0, 11.0, 5.0),
        NO_BAR,
        (11.0, 13.0, 10.0, 10.5, 6.0),
        (10.5, 10.6, 10.4, 10.6, 1.0),
    ]
    sim = simulate(minutes({"AAPL": each, "IBM": [NO_BAR] * 4}), BEFORE, timeframe="1Min")
    sim.advance(OPENS + timedelta(minutes=3))
    shown = sim.get("/v2/stocks/bars", symbols="AAPL,IBM", timeframe="1T", start="2010-01-04")["bars"]
    assert {symbol: [bar["t"] for bar in found] for symbol, found in shown.items()} == {
        "AAPL": ["2010-01-04T14:30:00Z", "2010-01-04T14:32:00Z"]
    }
    assert bars(sim)["bars"] == {}, "the day is not over"
    snapshot = sim.get("/v2/stocks/AAPL/snapshot")
    assert snapshot["minuteBar"]["t"] == "2010-01-04T14:32:00Z"
    assert "dailyBar" not in snapshot
    sim.advance(CLOSES)
    (day,) = bars(sim)["bars"]["AAPL"]
    assert [day[name] for name in ("t", "o", "h", "l", "c", "v")] == ["2010-01-04T05:00:00Z", 10.0, 13.0, 9.0, 10.6, 12]


def test_snapshots_and_latest(sim: Simulated) -> None:
    assert sim.get("/v2/stocks/snapshots", symbols="AAPL") == {}
    assert sim.ask("GET", "/v2/stocks/AAPL/snapshot").status == 404
    sim.advance(OPENS + 2 * DAY)
    snapshot = sim.get("/v2/stocks/snapshots", symbols="AAPL,IBM")["IBM"]
    assert (snapshot["dailyBar"]["c"], snapshot["prevDailyBar"]["c"]) == (51.0, 50.0)
    assert (snapshot["latestTrade"]["p"], snapshot["latestQuote"]["bp"], snapshot["latestQuote"]["ap"]) == (51.5,) * 3
    assert sim.get("/v2/stocks/bars/latest", symbols="IBM")["bars"]["IBM"]["c"] == 51.0
    assert sim.get("/v2/stocks/AAPL/bars/latest")["bar"]["c"] == 11.0
    assert sim.get("/v2/stocks/AAPL/quotes/latest")["quote"]["ap"] == 11.5


def test_corporate_actions_are_known_from_their_ex_date_on() -> None:
    actions = [
        CorporateAction("AAPL", date(2010, 1, 5), ActionKind.CASH_DIVIDEND, Decimal("0.25")),
        CorporateAction("IBM", date(2010, 1, 6), ActionKind.CASH_DIVIDEND, Decimal("0.50")),
        CorporateAction("IBM", date(2009, 6, 1), ActionKind.SPLIT, Decimal(2)),
        CorporateAction("IBM", date(2009, 7, 1), ActionKind.SPLIT, Decimal("0.1")),
    ]
    sim = simulate(days({"AAPL": rising(5), "IBM": rising(5)}, actions=actions), BEFORE)

    def known(**query: Any) -> dict[str, list[tuple[str, str]]]:
        answer = sim.get("/v1/corporate-actions", **{"start": "2009-01-01", "end": "2011-01-01", **query})
        return {
            kind: [(action["symbol"], action["ex_date"]) for action in found]
            for kind, found in answer["corporate_actions"].items()
        }

    splits = {"forward_splits": [("IBM", "2009-06-01")], "reverse_splits": [("IBM", "2009-07-01")]}
    assert known() == splits
    sim.advance(OPENS + DAY)
    assert known() == {**splits, "cash_dividends": [("AAPL", "2010-01-05")]}
    assert known(types="cash_dividend") == {"cash_dividends": [("AAPL", "2010-01-05")]}
    assert known(symbols="IBM") == splits
    assert known(end="2009-06-15") == {"forward_splits": [("IBM", "2009-06-01")]}
    page = sim.get("/v1/corporate-actions", start="2009-01-01", limit=2)
    rest = sim.get("/v1/corporate-actions", start="2009-01-01", limit=2, page_token=page["next_page_token"])
    assert (list(rest["corporate_actions"]), rest["next_page_token"]) == (["cash_dividends"], None)
    assert rest["corporate_actions"]["cash_dividends"][0]["rate"] == 0.25
