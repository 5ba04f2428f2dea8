"""Every type and class of order over HTTP: nested legs, marks, dollars, shorts; and the account after them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
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
BRACKET = {
    "order_class": "bracket",
    "take_profit": {"limit_price": "12"},
    "stop_loss": {"stop_price": "9", "limit_price": "8.90"},
}


def under_way(*bars: Bar, **given: Any) -> Simulated:
    """The first session is under way at 10 USD."""
    sim = simulate(days({"AAPL": [QUIET, *bars]}), BEFORE, **given)
    sim.advance(OPENS)
    return sim


def body(**changes: Any) -> dict[str, Any]:
    wanted = {"symbol": "AAPL", "qty": "10", "side": "buy", "type": "market", "time_in_force": "gtc", **changes}
    return {name: value for name, value in wanted.items() if value is not None}


def sent(sim: Simulated, **changes: Any) -> dict[str, Any]:
    seen = sim.ask("POST", "/v2/orders", json=body(**changes))
    assert seen.status == 200, seen
    found: dict[str, Any] = seen.body
    return found


def refused(sim: Simulated, **changes: Any) -> str:
    seen = sim.ask("POST", "/v2/orders", json=body(**changes))
    assert seen.status in {403, 422}, seen
    assert sim.get("/v2/orders", status="all") == []
    return str(seen.body["message"])


def test_a_stop_a_stop_limit_and_a_trailing_stop() -> None:
    sim = under_way(QUIET)
    stop = sent(sim, type="stop", stop_price="11")
    assert (stop["type"], stop["stop_price"], stop["limit_price"], stop["hwm"]) == ("stop", "11", None, None)
    both = sent(sim, type="stop_limit", stop_price="11", limit_price="11.5")
    assert (both["type"], both["stop_price"], both["limit_price"]) == ("stop_limit", "11", "11.5")
    price = sent(sim, type="trailing_stop", trail_price="1.5")
    assert (price["trail_price"], price["trail_percent"], price["hwm"], price["stop_price"]) == (
        "1.5",
        None,
        "10",
        "11.5",
    )
    percent = sent(sim, type="trailing_stop", trail_percent="20")
    sim.advance(CLOSES)
    found = sim.get(f"/v2/orders/{percent['id']}")
    assert (found["trail_percent"], found["hwm"], found["stop_price"]) == ("20", "9.5", "11.4")
    moved = sim.ask("PATCH", f"/v2/orders/{percent['id']}", json={"trail": "10"})
    assert (moved.status, moved.body["trail_percent"], moved.body["hwm"]) == (200, "10", "9.5")
    assert sim.ask("PATCH", f"/v2/orders/{stop['id']}", json={"trail": "10"}).status == 422
    lowered = sim.ask("PATCH", f"/v2/orders/{stop['id']}", json={"stop_price": "10.75"})
    assert (lowered.status, lowered.body["stop_price"]) == (200, "10.75")


def test_a_bracket_and_its_legs() -> None:
    sim = under_way((10.0, 12.0, 9.5, 11.0))
    root = sent(sim, **BRACKET)
    profit, loss = root["legs"]
    assert (root["order_class"], root["group_role"], root["position_intent"]) == ("bracket", "entry", "buy_to_open")
    assert (profit["type"], profit["limit_price"], profit["status"], profit["legs"]) == ("limit", "12", "held", None)
    assert (loss["type"], loss["stop_price"], loss["limit_price"]) == ("stop_limit", "9", "8.9")
    assert {profit["position_intent"], loss["position_intent"]} == {"sell_to_close"}
    assert {leg["group_id"] for leg in root["legs"]} == {root["group_id"]}
    assert [leg["group_role"] for leg in root["legs"]] == ["take_profit", "stop_loss"]

    flat = {order["id"]: order["status"] for order in sim.get("/v2/orders")}
    assert flat == {profit["id"]: "new"}, "a held leg is not listed, as at Alpaca"
    (nested,) = sim.get("/v2/orders", nested=True)
    assert (nested["id"], nested["status"]) == (root["id"], "filled"), "its legs are open"
    assert [leg["status"] for leg in nested["legs"]] == ["new", "held"]
    assert sim.get("/v2/orders", nested=True, status="closed") == []
    assert [order["id"] for order in sim.get("/v2/orders", status="closed")] == [root["id"]]
    assert len(sim.get("/v2/orders", status="all")) == 3
    assert sim.get("/v2/positions/AAPL")["qty_available"] == "0"

    changed = sim.ask("PATCH", f"/v2/orders/{loss['id']}", json={"stop_price": "9.25", "limit_price": "9.2"})
    assert (changed.status, changed.body["status"], changed.body["replaces"]) == (200, "held", loss["id"])
    newest = sim.get(f"/v2/orders/{root['id']}", nested="true")["legs"]
    assert [leg["id"] for leg in newest] == [profit["id"], changed.body["id"]]
    assert sim.get(f"/v2/orders/{root['id']}")["legs"] is None

    sim.advance(CLOSES + DAY)
    (done,) = sim.get("/v2/orders", nested=True, status="closed")
    assert [leg["status"] for leg in done["legs"]] == ["filled", "canceled"]
    assert sim.get("/v2/positions") == []
    assert sim.get("/v2/orders", nested=True) == []


def test_oco_and_oto() -> None:
    sim = under_way((10.0, 12.0, 9.5, 11.0))
    oto = sent(sim, order_class="oto", stop_loss={"stop_price": "9"})
    assert [leg["type"] for leg in oto["legs"]] == ["stop"]
    assert sim.ask("DELETE", f"/v2/orders/{oto['legs'][0]['id']}").status == 204
    exit_ = {"side": "sell", "type": "limit", "order_class": "oco", "stop_loss": {"stop_price": "9"}}
    oco = sent(sim, **exit_, take_profit={"limit_price": "12"})
    assert (oco["limit_price"], oco["group_role"], [leg["group_role"] for leg in oco["legs"]]) == (
        "12",
        "take_profit",
        ["stop_loss"],
    )
    sim.advance(CLOSES + DAY)
    assert sim.get(f"/v2/orders/{oco['id']}")["status"] == "filled"


def test_cancel_all_ends_groups_once() -> None:
    sim = under_way(QUIET)
    root = sent(sim, type="limit", limit_price="9.50", **{**BRACKET, "stop_loss": {"stop_price": "9"}})
    gone = sim.ask("DELETE", "/v2/orders")
    assert (gone.status, [one["id"] for one in gone.body]) == (207, [root["id"]])
    assert [order["status"] for order in sim.get("/v2/orders", status="all")] == ["canceled"] * 3


def test_dollars() -> None:
    sim = under_way(QUIET)
    placed = sent(sim, qty=None, notional="25", time_in_force="day")
    assert (placed["qty"], placed["notional"], placed["filled_qty"]) == (None, "25", "0")
    found = sim.get(f"/v2/orders/{placed['id']}")
    assert (found["qty"], found["filled_qty"], found["status"]) == ("2.5", "2.5", "filled")
    assert sim.ask("PATCH", f"/v2/orders/{placed['id']}", json={"notional": "30"}).status == 422


def test_a_short_position() -> None:
    sim = under_way((12.0, 12.0, 8.0, 8.0))
    placed = sent(sim, side="sell", time_in_force="day")
    assert placed["position_intent"] == "sell_to_open"
    held = sim.get("/v2/positions/AAPL")
    assert (held["side"], held["qty"], held["qty_available"], held["market_value"], held["cost_basis"]) == (
        "short",
        "-10",
        "-10",
        "-100",
        "-100",
    )
    account = sim.get("/v2/account")
    assert (account["cash"], account["equity"], account["short_market_value"], account["long_market_value"]) == (
        "100100",
        "100000",
        "-100",
        "0",
    )
    assert (account["maintenance_margin"], account["shorting_enabled"]) == ("50", True)
    sim.advance(OPENS + DAY)
    held = sim.get("/v2/positions/AAPL")
    assert (held["unrealized_pl"], held["unrealized_plpc"], held["unrealized_intraday_pl"]) == ("-20", "-0.2", "-20")
    assert sim.get("/v2/account/activities/FILL")[0]["side"] == "sell_short"
    part = sim.ask("DELETE", "/v2/positions/AAPL?percentage=50")
    assert (part.body["side"], part.body["qty"], part.body["position_intent"]) == ("buy", "5", "buy_to_close")
    (closed,) = sim.ask("DELETE", "/v2/positions?cancel_orders=true").body
    assert (closed["status"], closed["body"]["side"], closed["body"]["qty"]) == (200, "buy", "5")
    assert sim.get("/v2/positions") == []


def test_an_account_that_may_not_short() -> None:
    sim = under_way(QUIET, shorting=False)
    assert refused(sim, side="sell", time_in_force="day") == "account is not allowed to short"
    assert sim.get("/v2/account")["shorting_enabled"] is False
    assert sim.get("/v2/account/configurations")["no_shorting"] is True
    assert sim.get("/v2/assets/AAPL")["shortable"] is False


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"type": "stop"}, "stop orders require a stop price"),
        ({"type": "stop", "stop_price": "9"}, "stop price must be greater than current price"),
        (
            {"type": "trailing_stop"},
            "trailing stop orders must specify one of trail_price or trail_percent",
        ),
        ({"order_class": "bracket"}, "bracket orders require take_profit.limit_price"),
        ({"order_class": "oco", "type": "limit"}, "oco orders require take_profit.limit_price"),
        (
            {
                "order_class": "oco",
                "type": "limit",
                "limit_price": "11",
                "take_profit": {"limit_price": "12"},
                "stop_loss": {"stop_price": "9"},
            },
            "limit_price and take_profit.limit_price of an oco order are the same price",
        ),
        (
            {"order_class": "oto", "stop_loss": {"limit_price": "9"}},
            "stop_loss.limit_price requires stop_loss.stop_price",
        ),
        ({"order_class": "circle"}, "invalid order_class"),
        ({"order_class": "oto", "stop_loss": "9"}, "invalid stop_loss"),
        ({"take_profit": {"limit_price": "twelve"}, "order_class": "oto"}, "invalid take_profit.limit_price"),
        ({"extended_hours": "yes"}, "invalid extended_hours"),
        (
            {"position_intent": "buy_to_close"},
            "position intent mismatch, inferred: buy_to_open, specified: buy_to_close",
        ),
        ({"position_intent": "hold"}, "invalid position_intent"),
        ({"legs": [{}, {}]}, "mleg orders are not available in this simulator"),
    ],
)
def test_refusals(changes: dict[str, Any], message: str) -> None:
    assert refused(under_way(QUIET), **changes) == message


def test_extended_hours_limits_are_taken_and_work_in_the_session() -> None:
    sim = under_way(QUIET)
    placed = sent(sim, type="limit", limit_price="9.75", extended_hours=True, position_intent="buy_to_open")
    assert placed["extended_hours"] is True
    sim.advance(CLOSES)
    assert sim.get(f"/v2/orders/{placed['id']}")["filled_avg_price"] == "9.75"


def test_a_split_in_the_simulated_period_is_booked() -> None:
    split = CorporateAction("AAPL", datetime(2010, 1, 5, tzinfo=UTC).date(), ActionKind.SPLIT, Decimal("1.5"))
    bars: list[Bar] = [(12.0,) * 4, (8.0,) * 4]
    sim = simulate(days({"AAPL": bars}, actions=[split]), BEFORE)
    sim.advance(OPENS)
    sent(sim, qty="7")
    resting = sent(sim, type="limit", limit_price="6")
    sim.advance(OPENS + DAY)
    held = sim.get("/v2/positions/AAPL")
    assert (held["qty"], held["avg_entry_price"], held["lastday_price"], held["change_today"]) == ("10", "8", "8", "0")
    assert sim.get(f"/v2/orders/{resting['id']}")["status"] == "canceled"
    told = sim.get("/v2/account/activities", category="non_trade_activity", direction="asc")
    assert [(one["activity_type"], one["net_amount"]) for one in told] == [("SPLIT", "0"), ("DIV", "4")]
    assert (told[0]["qty"], told[0]["description"]) == ("3", "AAPL 1.5 for 1 on 7 shares")


def test_coins_are_shown_as_alpaca_shows_them() -> None:
    sim = simulate(days({"BTC/USD": [QUIET] * 2}), BEFORE, fees="alpaca")
    sim.advance(OPENS)
    placed = sent(sim, symbol="BTC/USD", qty="2.5")
    assert (placed["symbol"], placed["asset_class"]) == ("BTC/USD", "crypto")
    (held,) = sim.get("/v2/positions")
    assert (held["symbol"], held["asset_class"], held["qty"], held["asset_marginable"]) == (
        "BTCUSD",
        "crypto",
        "2.49375",
        False,
    )
    assert sim.get("/v2/positions/BTCUSD") == held
    assert sim.get("/v2/account/activities/CFEE")[0]["qty"] == "-0.00625"
    assert len(sim.get("/v2/orders", status="all", asset_class="crypto")) == 1
    assert sim.get("/v2/orders", status="all", asset_class="us_equity") == []
    closed = sim.ask("DELETE", "/v2/positions/BTCUSD").body
    assert (closed["qty"], closed["time_in_force"]) == ("2.49375", "gtc")


def test_a_killed_simulator_knows_every_kind_again(tmp_path: Path) -> None:
    panel = days({"AAPL": [QUIET, (10.0, 12.0, 9.5, 11.0), QUIET]})
    store = tmp_path / "broker.sqlite"
    first = simulate(panel, BEFORE, store)
    first.advance(OPENS)
    root = sent(first, **BRACKET)
    trail = sent(first, side="buy", type="trailing_stop", trail_price="2")
    sent(first, qty=None, notional="25", time_in_force="day", side="buy")
    first.ask("PATCH", f"/v2/orders/{root['legs'][1]['id']}", json={"stop_price": "9.25"})
    first.ask("PATCH", f"/v2/orders/{trail['id']}", json={"trail": "1.9"})
    first.advance(CLOSES)
    before = [first.get("/v2/orders", status="all", nested=flag) for flag in (True, False)]
    account, positions = first.get("/v2/account"), first.get("/v2/positions")
    kept = first.simulation.store
    assert kept is not None
    kept.close()
    second = simulate(panel, BEFORE, store)
    assert [second.get("/v2/orders", status="all", nested=flag) for flag in (True, False)] == before
    assert (second.get("/v2/account"), second.get("/v2/positions")) == (account, positions)
    second.advance(CLOSES + DAY)
    assert second.get(f"/v2/orders/{root['legs'][0]['id']}")["status"] == "filled"
