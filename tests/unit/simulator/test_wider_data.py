"""Wider bars, trades and quotes from bars; crypto pairs; the free plan; both budgets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from botspec.simulator import bars as simulated_bars
from botspec.simulator.config import Config, ConfigRefused
from tests.contracts.tour import MIDNIGHT, around_the_clock, coins
from tests.fakes.market import NO_BAR, Bar, days, minutes
from tests.fakes.simulator import KEY, Simulated, simulate

BEFORE = datetime(2010, 1, 4, 14, 0, tzinfo=UTC)
OPENS = datetime(2010, 1, 4, 14, 30, tzinfo=UTC)
CLOSES = datetime(2010, 1, 4, 21, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
TEN: list[Bar] = [(10.0 + n, 11.0 + n, 9.0 + n, 10.5 + n, 100.0) for n in range(10)]


def minute_bars(sim: Simulated, timeframe: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sim.get("/v2/stocks/AAPL/bars", timeframe=timeframe, start="2010-01-01")["bars"]
    return found


def test_minutes_add_up_to_wider_bars_known_when_they_are_over() -> None:
    sim = simulate(minutes({"AAPL": TEN}), BEFORE, timeframe="1Min")
    sim.advance(OPENS + 9 * MINUTE)
    (first,) = minute_bars(sim, "5Min")
    assert [first[name] for name in "tohlcv"] == ["2010-01-04T14:30:00Z", 10.0, 15.0, 9.0, 14.5, 500]
    sim.advance(OPENS + 10 * MINUTE)
    assert [bar["t"][11:16] for bar in minute_bars(sim, "5Min")] == ["14:30", "14:35"]
    assert minute_bars(sim, "1Hour") == []
    sim.advance(OPENS + 30 * MINUTE)
    (hour,) = minute_bars(sim, "1H")
    assert (hour["t"], hour["c"], hour["v"]) == ("2010-01-04T14:00:00Z", 19.5, 1000)


def test_days_add_up_to_weeks_and_months() -> None:
    sim = simulate(days({"AAPL": [(float(n), n + 1.0, n - 1.0, n + 0.5) for n in range(5, 30)]}), BEFORE)
    sim.advance(CLOSES + 31 * DAY)
    weeks = minute_bars(sim, "1Week")
    assert [bar["t"] for bar in weeks[:2]] == ["2010-01-04T05:00:00Z", "2010-01-11T05:00:00Z"]
    assert (weeks[0]["o"], weeks[0]["c"]) == (5.0, 9.5)
    (january, *_) = minute_bars(sim, "1Month")
    assert (january["t"], january["o"]) == ("2010-01-01T05:00:00Z", 5.0)


@pytest.mark.parametrize("timeframe", ["60Min", "24Hour", "5Month", "2Week", "0Min", "1Year", "1"])
def test_widths_that_alpaca_refuses(timeframe: str) -> None:
    sim = simulate(minutes({"AAPL": TEN}), BEFORE, timeframe="1Min")
    seen = sim.ask("GET", f"/v2/stocks/AAPL/bars?timeframe={timeframe}")
    assert (seen.status, seen.body) == (400, {"message": f"invalid timeframe: {timeframe}"})


def test_a_bar_is_a_trade_at_its_open_and_one_at_its_close() -> None:
    sim = simulate(minutes({"AAPL": [TEN[0], NO_BAR, TEN[2]], "IBM": TEN[:3]}), BEFORE, timeframe="1Min")
    sim.advance(OPENS + 2 * MINUTE + timedelta(seconds=1))
    trades = sim.get("/v2/stocks/AAPL/trades", start="2010-01-04")["trades"]
    assert [(trade["p"], trade["t"][14:19], trade["i"]) for trade in trades] == [
        (10.0, "30:00", 1),
        (10.5, "31:00", 2),
        (12.0, "32:00", 5),
    ]
    assert sim.get("/v2/stocks/AAPL/trades/latest")["trade"] == trades[-1]
    quotes = sim.get("/v2/stocks/quotes", symbols="AAPL,IBM", start="2010-01-04", limit=4)
    assert {symbol: len(found) for symbol, found in quotes["quotes"].items()} == {"AAPL": 3, "IBM": 1}
    more = sim.get(
        "/v2/stocks/quotes", symbols="AAPL,IBM", start="2010-01-04", limit=9, page_token=quotes["next_page_token"]
    )
    assert ({symbol: len(found) for symbol, found in more["quotes"].items()}, more["next_page_token"]) == (
        {"IBM": 4},
        None,
    )
    backwards = sim.get("/v2/stocks/AAPL/trades", start="2010-01-04", sort="desc", limit=2)
    assert [trade["i"] for trade in backwards["trades"]] == [5, 2]
    rest = sim.get("/v2/stocks/AAPL/trades", start="2010-01-04", sort="desc", page_token=backwards["next_page_token"])
    assert [trade["i"] for trade in rest["trades"]] == [1]


# ---- crypto


def test_a_pair_trades_at_any_hour_and_its_fee_is_taken_in_coins() -> None:
    sim = coins()
    body = {"symbol": "BTC/USD", "qty": "1", "side": "buy", "type": "market", "time_in_force": "gtc"}
    assert sim.ask("POST", "/v2/orders", json=body).body["status"] == "new"
    sim.advance(MIDNIGHT + 2 * MINUTE)
    (held,) = sim.get("/v2/positions")
    assert (held["symbol"], held["qty"], held["asset_class"]) == ("BTCUSD", "0.9975", "crypto")
    (fee, fill) = sim.get("/v2/account/activities")
    assert (fee["activity_type"], fee["qty"], fill["price"]) == ("CFEE", "-0.0025", "7010")
    short = sim.ask("POST", "/v2/orders", json={**body, "qty": "2", "side": "sell"})
    assert short.body["message"] == "insufficient balance for BTC (requested: 2, available: 0.9975)"
    assert sim.ask("DELETE", "/v2/positions/BTCUSD").body["symbol"] == "BTC/USD"


def test_crypto_data_looks_as_alpacas_does() -> None:
    sim = coins()
    path = "/v1beta3/crypto/us"
    assert sim.get(f"{path}/bars", symbols="BTC/USD,ETH/USD", timeframe="1Min") == {
        "bars": {
            "BTC/USD": [
                {
                    "t": "2018-04-04T00:00:00Z",
                    "o": 7000.0,
                    "h": 7002.0,
                    "l": 6998.0,
                    "c": 7001.0,
                    "v": 1.25,
                    "n": 0,
                    "vw": 0,
                }
            ]
        },
        "next_page_token": None,
    }
    book = sim.get(f"{path}/latest/orderbooks", symbols="BTC/USD")["orderbooks"]["BTC/USD"]
    assert book["a"] == book["b"] == [{"p": 7001.0, "s": 1}]
    assert sim.get(f"{path}/latest/trades", symbols="BTC/USD")["trades"]["BTC/USD"]["tks"] == "B"
    assert sim.get(f"{path}/bars", symbols="DOGE/USD", timeframe="1Min")["bars"] == {}
    refused = sim.ask("GET", f"{path}/bars?symbols=BTCUSD&timeframe=1Min")
    assert refused.body == {"message": "invalid symbol: BTCUSD does not match ^[A-Z]+x?/[A-Z]+$"}


def test_crypto_data_needs_no_keys_but_no_wrong_ones_either() -> None:
    sim = coins()
    path = "/v1beta3/crypto/us/latest/bars?symbols=BTC/USD"
    assert sim.ask("GET", path, headers={}).status == 200
    assert sim.ask("GET", path, headers={"APCA-API-KEY-ID": KEY, "APCA-API-SECRET-KEY": "no"}).status == 401


def test_a_crypto_day_is_utcs() -> None:
    sim = simulate(around_the_clock(1440), MIDNIGHT, timeframe="1Min")
    sim.advance(MIDNIGHT + DAY)
    (day,) = sim.get("/v1beta3/crypto/us/bars", symbols="BTC/USD", timeframe="1Day", start="2018-04-01")["bars"][
        "BTC/USD"
    ]
    assert (day["t"], day["v"]) == ("2018-04-04T00:00:00Z", 1800.0)


def test_pairs_come_from_files_named_without_the_slash(tmp_path: Path) -> None:
    rows = "\n".join(f"2018-04-04T0{n}:00:00Z,{7000 + n},{7002 + n},{6999 + n},{7001 + n},1.5" for n in range(4))
    (tmp_path / "BTCUSD.csv").write_text(f"timestamp,open,high,low,close,volume\n{rows}\n", encoding="utf-8")
    given: Any = {"starts_at": MIDNIGHT, "cash": 1, "bars": str(tmp_path), "timeframe": "1Hour"}
    panel = simulated_bars.load(Config(symbols=("BTC/USD",), **given))
    assert (len(panel), panel.session.tolist()) == (4, [MIDNIGHT.toordinal()] * 4)
    with pytest.raises(ConfigRefused, match="cannot be simulated in one account"):
        simulated_bars.load(Config(symbols=("BTC/USD", "AAPL"), **given))


# ---- plans and budgets


def test_the_free_plan_does_not_show_the_newest_of_all_exchanges() -> None:
    sim = simulate(minutes({"AAPL": TEN}), BEFORE, timeframe="1Min", plan="basic")
    sim.advance(OPENS + 5 * MINUTE)
    recent = sim.ask("GET", "/v2/stocks/AAPL/bars?timeframe=1Min&feed=sip")
    assert (recent.status, recent.body["message"]) == (403, "subscription does not permit querying recent SIP data")
    assert sim.ask("GET", "/v2/stocks/AAPL/bars?timeframe=1Min&feed=iex").status == 200
    assert sim.ask("GET", "/v2/stocks/AAPL/bars?timeframe=1Min&feed=nowhere").status == 400
    sim.advance(OPENS + 40 * MINUTE)
    assert sim.ask("GET", "/v2/stocks/AAPL/bars?timeframe=1Min&feed=sip&end=2010-01-04T14:50:00Z").status == 200


def test_trading_and_data_have_a_budget_each() -> None:
    sim = simulate(days({"AAPL": TEN}), BEFORE, requests_per_minute=2)
    answers = [sim.ask("GET", path).status for path in ["/v2/clock"] * 3 + ["/v2/stocks/snapshots?symbols=AAPL"] * 3]
    assert answers == [200, 200, 429, 200, 200, 429]
