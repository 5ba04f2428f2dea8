"""The account, its activities, clock and calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from botspec.market.panel import ActionKind, CorporateAction
from tests.fakes.market import Bar, days
from tests.fakes.simulator import Simulated, simulate

QUIET: Bar = (10.0, 10.5, 9.5, 10.0)
BEFORE = datetime(2010, 1, 4, 14, 0, tzinfo=UTC)
OPENS = datetime(2010, 1, 4, 14, 30, tzinfo=UTC)
CLOSES = datetime(2010, 1, 4, 21, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def sim() -> Simulated:
    dividend = CorporateAction("AAPL", date(2010, 1, 5), ActionKind.CASH_DIVIDEND, Decimal("0.25"))
    return simulate(days({"AAPL": [QUIET] * 5}, actions=[dividend]), BEFORE, fees="alpaca")


def market(sim: Simulated, side: str, quantity: int) -> dict[str, Any]:
    order = {"symbol": "AAPL", "qty": quantity, "side": side, "type": "market", "time_in_force": "day"}
    seen = sim.ask("POST", "/v2/orders", json=order)
    assert seen.status == 200, seen
    found: dict[str, Any] = seen.body
    return found


def test_the_account_without_day_trading_fields(sim: Simulated) -> None:
    account = sim.get("/v2/account")
    assert account["account_number"].startswith("PASIM")
    assert (account["cash"], account["equity"], account["buying_power"]) == ("100000", "100000", "200000")
    assert account["non_marginable_buying_power"] == "100000"
    assert not {name for name in account if "daytrad" in name or "day_trad" in name}
    sim.advance(OPENS)
    market(sim, "buy", 100)
    account = sim.get("/v2/account")
    assert (account["cash"], account["equity"], account["long_market_value"]) == ("99000", "100000", "1000")
    assert (account["initial_margin"], account["maintenance_margin"]) == ("500", "300")


def test_fees_are_pending_until_the_close(sim: Simulated) -> None:
    sim.advance(OPENS)
    market(sim, "buy", 1000)
    market(sim, "sell", 1000)
    account = sim.get("/v2/account")
    assert (account["cash"], account["pending_reg_taf_fees"]) == ("100000", "0.2")  # 0.127 + 0.075
    sim.advance(CLOSES)
    account = sim.get("/v2/account")
    assert (account["cash"], account["pending_reg_taf_fees"]) == ("99999.79", "0")  # 0.13 + 0.08


def test_activities(sim: Simulated) -> None:
    sim.advance(OPENS)
    bought = market(sim, "buy", 100)
    sim.advance(OPENS + DAY)
    sold = market(sim, "sell", 40)
    sim.advance(CLOSES + DAY)
    told = sim.get("/v2/account/activities", direction="asc")
    kinds = [(one["activity_type"], one.get("activity_sub_type")) for one in told]
    assert kinds == [("FILL", None), ("DIV", "CDIV"), ("FILL", None), ("FEE", "REG"), ("FEE", "TAF")]
    fill, dividend, sale, fee, _ = told
    assert (fill["order_id"], fill["qty"], fill["price"], fill["leaves_qty"], fill["type"]) == (
        bought["id"],
        "100",
        "10",
        "0",
        "fill",
    )
    assert (dividend["symbol"], dividend["net_amount"], dividend["date"]) == ("AAPL", "25", "2010-01-05")
    assert (fee["net_amount"], fee["status"]) == ("-0.01", "executed")
    assert len({one["id"] for one in told}) == 5
    assert sim.get("/v2/account/activities") == told[::-1]
    assert sim.get("/v2/account/activities/FILL") == [sale, fill]
    assert sim.get("/v2/account/activities", activity_types="FEE,DIV", direction="asc") == [dividend, *told[3:]]
    assert sim.get("/v2/account/activities", category="trade_activity") == [sale, fill]
    assert sim.get("/v2/account/activities", order_id=sold["id"]) == [sale]
    assert sim.get("/v2/account/activities", date="2010-01-04") == [fill]
    assert sim.get("/v2/account/activities", after="2010-01-05T14:30:00Z", direction="asc") == told[3:]
    assert sim.get("/v2/account/activities", until="2010-01-04") == [fill]
    first = sim.get("/v2/account/activities", page_size=2, direction="asc")
    second = sim.get("/v2/account/activities", page_size=3, direction="asc", page_token=first[-1]["id"])
    assert first + second == told
    assert sim.get("/v2/account/activities", page_token="gone") == []
    assert sim.ask("GET", "/v2/account/activities?page_size=101").status == 400


def test_the_clock_is_new_yorks(sim: Simulated) -> None:
    assert sim.get("/v2/clock") == {
        "timestamp": "2010-01-04T09:00:00-05:00",
        "is_open": False,
        "next_open": "2010-01-04T09:30:00-05:00",
        "next_close": "2010-01-04T16:00:00-05:00",
    }
    sim.advance(OPENS)
    clock = sim.get("/v2/clock")
    assert (clock["is_open"], clock["next_open"], clock["next_close"]) == (
        True,
        "2010-01-05T09:30:00-05:00",
        "2010-01-04T16:00:00-05:00",
    )
    sim.advance(CLOSES)
    assert sim.get("/v2/clock")["is_open"] is False


def test_the_calendar_with_an_early_close(sim: Simulated) -> None:
    assert sim.get("/v2/calendar", start="2010-11-25", end="2010-11-28") == [
        {
            "date": "2010-11-26",
            "open": "09:30",
            "close": "13:00",
            "session_open": "0400",
            "session_close": "1700",
            "settlement_date": "2010-11-29",
        }
    ]
    assert sim.get("/v2/calendar", start="2010-11-28", end="2010-11-27") == []
    assert sim.get("/v2/calendar", start="1800-01-01", end="1800-12-31") == []
    whole = sim.get("/v2/calendar")
    assert len(whole) > 5000
    assert whole[-1]["settlement_date"] > whole[-1]["date"]


def test_assets(sim: Simulated) -> None:
    (asset,) = sim.get("/v2/assets")
    assert (asset["symbol"], asset["tradable"], asset["shortable"], asset["fractionable"]) == (
        "AAPL",
        True,
        True,
        True,
    )
    assert sim.get(f"/v2/assets/{asset['id']}") == sim.get("/v2/assets/AAPL") == asset
    assert sim.get("/v2/assets", status="inactive") == []
    assert sim.get("/v2/assets", asset_class="crypto") == []
    assert sim.get("/v2/assets", status="active", asset_class="us_equity") == [asset]


def test_configurations(sim: Simulated) -> None:
    assert sim.get("/v2/account/configurations")["no_shorting"] is False
