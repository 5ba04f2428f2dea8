"""What the account holder may set, its watchlists and what it was worth: kept across restarts like the orders."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.market import Bar, days, minutes
from tests.fakes.simulator import Simulated, simulate

BEFORE = datetime(2010, 1, 4, 14, 0, tzinfo=UTC)
OPENS = datetime(2010, 1, 4, 14, 30, tzinfo=UTC)
CLOSES = datetime(2010, 1, 4, 21, 0, tzinfo=UTC)
DAY = timedelta(days=1)
BARS: list[Bar] = [(10.0 + n, 12.0 + n, 9.0 + n, 11.0 + n) for n in range(5)]


def a_simulator(store: Path | None = None) -> Simulated:
    return simulate(days({"AAPL": BARS, "IBM": BARS}), BEFORE + DAY, store)


def buy(sim: Simulated, **given: Any) -> Any:
    body = {"symbol": "AAPL", "qty": "10", "side": "buy", "type": "market", "time_in_force": "day", **given}
    return sim.ask("POST", "/v2/orders", json={name: value for name, value in body.items() if value is not None})


def configure(sim: Simulated, **given: Any) -> Any:
    return sim.ask("PATCH", "/v2/account/configurations", json=given)


@pytest.mark.parametrize(
    ("setting", "order", "message"),
    [
        ({"suspend_trade": True}, {}, "new orders are rejected by user request"),
        ({"no_shorting": True}, {"side": "sell"}, "account is not allowed to short"),
        ({"fractional_trading": False}, {"qty": "0.5"}, "fractional trading is disabled for this account"),
        (
            {"fractional_trading": False},
            {"qty": None, "notional": "50"},
            "fractional trading is disabled for this account",
        ),
        ({"max_margin_multiplier": "1"}, {"qty": "10000"}, "insufficient buying power"),
    ],
)
def test_a_setting_refuses_what_it_says(setting: dict[str, Any], order: dict[str, Any], message: str) -> None:
    sim = a_simulator()
    assert buy(sim, **order).status == 200
    sim = a_simulator()
    assert configure(sim, **setting).status == 200
    refused = buy(sim, **order)
    assert (refused.status, refused.body["message"]) == (403, message)


def test_what_cannot_be_set() -> None:
    sim = a_simulator()
    for body in (
        {"suspend_trade": "yes"},
        {"max_margin_multiplier": "3"},
        {"trade_confirm_email": "some"},
        {"max_options_trading_level": 9},
    ):
        assert configure(sim, **body).status == 422
    assert configure(sim, dtbp_check="both", trade_confirm_email="all").body["trade_confirm_email"] == "all"


def test_settings_and_watchlists_survive_a_restart(tmp_path: Path) -> None:
    first = a_simulator(tmp_path / "broker.sqlite")
    configure(first, max_margin_multiplier="4", suspend_trade=True)
    made = first.ask("POST", "/v2/watchlists", json={"name": "mine", "symbols": ["IBM", "AAPL"]}).body
    first.ask("DELETE", f"/v2/watchlists/{made['id']}/IBM")
    before = [first.get(path) for path in ("/v2/account", "/v2/account/configurations", f"/v2/watchlists/{made['id']}")]
    assert first.simulation.store is not None
    first.simulation.store.close()
    again = a_simulator(tmp_path / "broker.sqlite")
    after = [again.get(path) for path in ("/v2/account", "/v2/account/configurations", f"/v2/watchlists/{made['id']}")]
    assert after == before
    assert (before[0]["multiplier"], before[0]["trade_suspended_by_user"]) == ("4", True)
    assert [asset["symbol"] for asset in after[2]["assets"]] == ["AAPL"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "", {"name": ""}, 422),
        ("POST", "", {"name": "x" * 65}, 422),
        ("POST", "", {"name": "mine"}, 422),
        ("POST", "", {"name": "other", "symbols": ["ZZZZ"]}, 422),
        ("POST", "", {"name": "other", "symbols": "AAPL"}, 422),
        ("POST", "/{id}", {"symbol": "AAPL"}, 422),
        ("POST", "/{id}", {}, 422),
        ("DELETE", "/{id}/IBM", None, 404),
        ("GET", "/nowhere", None, 404),
        ("GET", ":by_name?name=other", None, 404),
    ],
)
def test_what_watchlists_refuse(method: str, path: str, body: Any, status: int) -> None:
    sim = a_simulator()
    made = sim.ask("POST", "/v2/watchlists", json={"name": "mine", "symbols": ["AAPL"]}).body
    assert sim.ask(method, "/v2/watchlists" + path.format(id=made["id"]), json=body).status == status


def test_what_the_account_was_worth_is_told_in_numbers() -> None:
    sim = a_simulator()
    buy(sim, qty="100")
    sim.advance(CLOSES + 4 * DAY)
    told = sim.get("/v2/account/portfolio/history", period="1M", timeframe="1D")
    assert told["equity"] == [100_100.0, 100_200.0, 100_300.0, 100_400.0]
    assert told["profit_loss"] == [100.0, 200.0, 300.0, 400.0]
    assert told["profit_loss_pct"][-1] == 0.004
    assert (told["base_value"], told["timeframe"]) == (100_000.0, "1D")
    assert told["timestamp"][0] == int((CLOSES + DAY).timestamp())
    later = sim.get("/v2/account/portfolio/history", start=(CLOSES + 3 * DAY).isoformat(), timeframe="1D")
    assert (later["base_value"], later["profit_loss"]) == (100_200.0, [100.0, 200.0])
    assert later["base_value_asof"] == "2010-01-06"


def test_stretches_within_a_day() -> None:
    sim = simulate(minutes({"AAPL": BARS}), BEFORE, timeframe="1Min")
    sim.advance(OPENS + timedelta(minutes=1))
    buy(sim)
    sim.advance(CLOSES)
    told = sim.get("/v2/account/portfolio/history", period="1D")
    assert (told["timeframe"], len(told["equity"])) == ("1Min", 5)
    whole = sim.get("/v2/account/portfolio/history", period="1D", timeframe="15Min")
    assert whole["equity"] == [told["equity"][-1]] == [100_040.0]
    for query in (
        {"period": "1Y"},
        {"timeframe": "2Min"},
        {"period": "1D", "start": "2010-01-01", "end": "2010-01-02"},
    ):
        assert sim.ask("GET", "/v2/account/portfolio/history", params=query).status == 422
