from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from botspec.adapters.alpaca.broker import AlpacaBroker
from botspec.adapters.alpaca.connect import PAPER, trading
from botspec.domain.account import BrokerPosition
from botspec.domain.events import CashKind, CashMoved, OrderUpdated
from botspec.domain.intents import Intent, Leg
from botspec.domain.orders import OrderRequest, OrderStatus, OrderType, Side, TimeInForce
from botspec.domain.outcomes import Acked, Unknown
from botspec.ports.broker import CredentialsRefused, Unavailable
from tests.fakes.transport import CREDENTIALS, FakeTransport, Reply, order_json

AT = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
LATER = AT + timedelta(hours=6)
PREFIX = "b1-abcdef-"
NAME = f"{PREFIX}123456-0011223344556677"
ID = "61e69015-8549-4bfd-b9c3-01e75843f47d"
NOT_FOUND = Reply({"code": 40410000, "message": "order not found"}, 404)
ACCOUNT = {
    "id": "e6fe16f3-64a4-4921-8928-cadf02f92f98",
    "account_number": "PA3NKFYQJ9ZK",
    "status": "ACTIVE",
    "account_blocked": False,
    "trading_blocked": False,
    "trade_suspended_by_user": False,
    "cash": "100000.01",
    "equity": "100500.5",
    "buying_power": "200000",
}


class Alpaca(FakeTransport):
    """Answers by method and path; what is not told is an empty list."""

    def __init__(self, **told: object) -> None:
        super().__init__(self._answer)
        self.told: dict[str, object] = {"/orders": [], "/account/activities": [], **told}

    def _answer(self, request):
        path = urlsplit(request.url).path.removeprefix("/v2")
        told = self.told.get(f"{request.method} {path}", self.told.get(path, Reply({"message": "?"}, 500)))
        if callable(told):
            query = {key: values[0] for key, values in parse_qs(urlsplit(request.url).query).items()}
            told = told(query)
        if isinstance(told, BaseException):
            raise told
        return told if isinstance(told, Reply) else Reply(told)


def broker(transport: FakeTransport, **settings) -> AlpacaBroker:
    return AlpacaBroker(trading(PAPER, CREDENTIALS, transport), **{"prefix": PREFIX, "since": AT, **settings})


def send(alpaca: AlpacaBroker, name: str = NAME):
    request = OrderRequest(name, "AAPL", Side.BUY, OrderType.MARKET, TimeInForce.DAY, Decimal(10))
    return alpaca.submit(Intent(name, Leg.ENTRY, "enter", AT, AT, 0, Decimal(150), request), AT)


def filled(**changes) -> dict[str, object]:
    return order_json(
        **{
            "status": "filled",
            "filled_qty": "10",
            "filled_avg_price": "151.5",
            "filled_at": "2026-11-20T14:31:00Z",
            "updated_at": "2026-11-20T14:31:00Z",
            **changes,
        }
    )


def activity(number: int, **changes) -> dict[str, object]:
    return {
        "id": f"2026112000000{number:04}::fee",
        "activity_type": "FEE",
        "date": "2026-11-20",
        "created_at": "2026-11-20T21:00:00Z",
        "net_amount": "-0.05",
        "status": "executed",
        **changes,
    }


# ---- advance: orders


def test_without_live_orders_no_list_of_orders_is_read():
    alpaca = Alpaca()
    assert list(broker(alpaca).advance(LATER, None)) == []
    assert alpaca.paths == ["GET /v2/account/activities"]


def test_an_order_is_told_when_it_changed_and_only_then():
    alpaca = Alpaca(**{"POST /orders": order_json()})
    mine = broker(alpaca)
    assert isinstance(send(mine), Acked)
    alpaca.told["/orders"] = [order_json()]
    assert list(mine.advance(LATER, None)) == []
    alpaca.told["/orders"] = [filled()]
    (event,) = mine.advance(LATER, None)
    assert isinstance(event, OrderUpdated)
    assert (event.order.status, event.order.filled_quantity) == (OrderStatus.FILLED, Decimal(10))
    assert event.at == datetime(2026, 11, 20, 14, 31, tzinfo=UTC)
    before = len(alpaca.requests)
    assert list(mine.advance(LATER, None)) == []
    assert alpaca.paths[before:] == ["GET /v2/account/activities"]


def test_a_fill_heard_before_another_read_failed_is_told_next_time():
    alpaca = Alpaca(**{"POST /orders": order_json()})
    mine = broker(alpaca)
    send(mine)
    alpaca.told["/orders"] = [filled()]
    alpaca.told["/account/activities"] = [activity(1, net_amount="plenty")]
    with pytest.raises(Unavailable):
        mine.advance(LATER, None)
    alpaca.told["/account/activities"] = []
    (event,) = mine.advance(LATER, None)
    assert event.order.status is OrderStatus.FILLED


def test_one_list_tells_of_all_live_orders():
    alpaca = Alpaca(**{"POST /orders": order_json()})
    mine = broker(alpaca)
    names = [f"{PREFIX}123456-{number:016}" for number in range(30)]
    for name in names:
        alpaca.told["POST /orders"] = order_json(client_order_id=name, id=name)
        assert isinstance(send(mine, name), Acked)
    alpaca.told["GET /orders"] = [filled(client_order_id=name, id=name) for name in reversed(names)]
    before = len(alpaca.requests)
    events = mine.advance(LATER, None)
    assert [event.order.request.client_order_id for event in events] == names
    assert alpaca.paths[before:] == ["GET /v2/orders", "GET /v2/account/activities"]
    assert alpaca.query(before) == {
        "status": "all",
        "limit": "500",
        "direction": "asc",
        "nested": "True",
        "after": "2026-11-20T14:29:59.123456Z",
    }


def test_an_answer_that_already_holds_a_fill_is_told_by_the_next_advance():
    alpaca = Alpaca(**{"POST /orders": filled(), "GET /orders": [filled()]})
    mine = broker(alpaca)
    assert isinstance(send(mine), Acked)
    assert [event.order.status for event in mine.advance(LATER, None)] == [OrderStatus.FILLED]


def test_an_order_whose_answer_was_lost_is_found_by_advance():
    alpaca = Alpaca(**{"POST /orders": requests.ReadTimeout("slow")})
    mine = broker(alpaca)
    assert isinstance(send(mine), Unknown)
    assert list(mine.advance(LATER, None)) == []
    alpaca.told["GET /orders"] = [order_json()]
    assert [event.order.id for event in mine.advance(LATER, None)] == [ID]


def test_orders_that_were_never_taken_are_not_asked_about():
    refused = Reply({"code": 40310000, "message": "insufficient buying power"}, 403)
    alpaca = Alpaca(**{"POST /orders": refused})
    mine = broker(alpaca)
    send(mine)
    mine.advance(LATER, None)
    assert "GET /v2/orders" not in alpaca.paths


def test_orders_of_a_journal_are_looked_up_once_then_listed():
    alpaca = Alpaca(**{"/orders:by_client_order_id": order_json()})
    mine = broker(alpaca)
    mine.track(NAME)
    assert [event.order.id for event in mine.advance(LATER, None)] == [ID]
    alpaca.told["GET /orders"] = [filled()]
    assert [event.order.status for event in mine.advance(LATER, None)] == [OrderStatus.FILLED]
    assert alpaca.paths.count("GET /v2/orders:by_client_order_id") == 1


def test_a_journal_order_that_is_not_found_stays_asked_about_until_forgotten():
    alpaca = Alpaca(**{"/orders:by_client_order_id": NOT_FOUND})
    mine = broker(alpaca)
    mine.track(NAME)
    assert list(mine.advance(LATER, None)) == []
    assert list(mine.advance(LATER, None)) == []
    assert alpaca.paths.count("GET /v2/orders:by_client_order_id") == 2
    mine.forget(NAME)
    mine.advance(LATER, None)
    assert alpaca.paths.count("GET /v2/orders:by_client_order_id") == 2


@pytest.mark.parametrize(
    "stale",
    [
        order_json(),
        order_json(
            status="partially_filled", filled_qty="3", filled_avg_price="101", updated_at="2026-11-20T14:32:00Z"
        ),
        filled(filled_qty="9"),
        filled(status="new", updated_at="2026-11-20T14:32:00Z"),
    ],
)
def test_a_stale_read_never_undoes_what_was_heard(stale):
    alpaca = Alpaca(**{"POST /orders": order_json()})
    mine = broker(alpaca)
    send(mine)
    second = f"{PREFIX}123456-0000000000000002"
    alpaca.told["POST /orders"] = order_json(client_order_id=second, id="2")
    send(mine, second)
    alpaca.told["GET /orders"] = [filled()]
    assert len(mine.advance(LATER, None)) == 1
    alpaca.told["GET /orders"] = [stale]
    assert list(mine.advance(LATER, None)) == []


@pytest.mark.parametrize(
    "newest",
    [filled(updated_at="2026-11-20T14:00:00Z"), order_json(status="canceled", updated_at="2026-11-20T14:00:00Z")],
)
def test_a_fill_and_an_end_are_told_whatever_the_brokers_clock_says(newest):
    alpaca = Alpaca(**{"POST /orders": order_json()})
    mine = broker(alpaca)
    send(mine)
    alpaca.told["GET /orders"] = [newest]
    (event,) = mine.advance(LATER, None)
    assert event.order.status.terminal


def test_an_unknown_order_with_our_prefix_is_told_and_a_strangers_is_not():
    alpaca = Alpaca(**{"POST /orders": order_json()})
    mine = broker(alpaca)
    send(mine)
    stranger = {"client_order_id": "by-hand", "id": "9", "qty": None}
    ghost = order_json(client_order_id=f"{PREFIX}ffffff-0000000000000009", id="ghost")
    alpaca.told["GET /orders"] = [order_json(), stranger, ghost]
    assert [event.order.id for event in mine.advance(LATER, None)] == ["ghost"]


def test_an_unknown_status_is_told_as_live_with_a_note():
    notes: list[str] = []
    alpaca = Alpaca(**{"POST /orders": order_json()})
    mine = broker(alpaca, note=notes.append)
    send(mine)
    alpaca.told["GET /orders"] = [order_json(status="quantum")]
    (event,) = mine.advance(LATER, None)
    assert event.order.status is OrderStatus.UNRECOGNISED
    assert event.order.live
    assert len(notes) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(None, 500),
        Reply("<html>"),
        Reply(None),
        Reply({}),
        Reply([5]),
        Reply([{"id": ""}]),
        requests.ReadTimeout("x"),
    ],
)
def test_a_list_that_cannot_be_read_is_unavailable_not_empty(reply):
    alpaca = Alpaca(**{"POST /orders": order_json(), "GET /orders": reply})
    mine = broker(alpaca)
    send(mine)
    with pytest.raises(Unavailable) as caught:
        mine.advance(LATER, None)
    assert caught.value.retry


# ---- advance: cash


def test_cash_movements_are_told_once():
    alpaca = Alpaca(**{"/account/activities": [activity(1)]})
    mine = broker(alpaca)
    (event,) = mine.advance(LATER, None)
    assert event == CashMoved(
        id="20261120000000001::fee",
        kind=CashKind.FEE,
        amount=Decimal("-0.05"),
        on=date(2026, 11, 20),
        at=datetime(2026, 11, 20, 21, tzinfo=UTC),
        symbol=None,
        description="FEE",
    )
    assert list(mine.advance(LATER, None)) == []


def test_what_a_journal_has_booked_is_not_told_again():
    alpaca = Alpaca(**{"/account/activities": [activity(1), activity(2)]})
    mine = broker(alpaca, booked=[str(activity(1)["id"])])
    assert [event.id for event in mine.advance(LATER, None)] == [activity(2)["id"]]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("FEE", CashKind.FEE),
        ("CFEE", CashKind.FEE),
        ("DIV", CashKind.DIVIDEND),
        ("DIVNRA", CashKind.DIVIDEND),
        ("CSD", CashKind.TRANSFER),
        ("JNLC", CashKind.TRANSFER),
        ("MA", CashKind.UNCLASSIFIED),
        ("BRAND_NEW", CashKind.UNCLASSIFIED),
    ],
)
def test_activities_are_classified(kind, expected):
    alpaca = Alpaca(**{"/account/activities": [activity(1, activity_type=kind)]})
    assert [event.kind for event in broker(alpaca).advance(LATER, None)] == [expected]


def test_fills_among_activities_are_passed_over():
    fill = {"activity_type": "FILL", "id": "1::fill", "price": "5"}
    alpaca = Alpaca(**{"/account/activities": [fill, activity(1)]})
    assert len(broker(alpaca).advance(LATER, None)) == 1


def test_an_activity_taken_back_needs_a_person():
    alpaca = Alpaca(**{"/account/activities": [activity(1)]})
    mine = broker(alpaca)
    mine.advance(LATER, None)
    alpaca.told["/account/activities"] = [activity(1, status="canceled")]
    (event,) = mine.advance(LATER, None)
    assert event.kind is CashKind.UNCLASSIFIED
    assert event.description == "FEE canceled"


def test_an_activity_with_a_date_only_counts_from_that_midnight_in_new_york():
    alpaca = Alpaca(**{"/account/activities": [activity(1, created_at=None)]})
    (event,) = broker(alpaca).advance(LATER, None)
    assert event.at == datetime(2026, 11, 20, 5, tzinfo=UTC)


@pytest.mark.parametrize("change", [{"net_amount": None}, {"net_amount": "?"}, {"date": "soon"}, {"id": None}])
def test_an_activity_that_cannot_be_read_is_unavailable(change):
    alpaca = Alpaca(**{"/account/activities": [activity(1, **change)]})
    with pytest.raises(Unavailable):
        broker(alpaca).advance(LATER, None)


def test_activities_are_read_to_the_last_page():
    everything = [activity(number) for number in range(250)]

    def page(query: Mapping[str, str]):
        start = 1 + [item["id"] for item in everything].index(query["page_token"]) if "page_token" in query else 0
        return everything[start : start + int(query["page_size"])]

    alpaca = Alpaca(**{"/account/activities": page})
    assert len(broker(alpaca).advance(LATER, None)) == 250
    assert alpaca.paths == ["GET /v2/account/activities"] * 3
    assert alpaca.query(0)["after"] == "2026-11-20T14:30:00Z"
    assert alpaca.query(0)["category"] == "non_trade_activity"


def test_a_server_that_repeats_a_page_of_activities_is_unavailable():
    alpaca = Alpaca(**{"/account/activities": [activity(number) for number in range(100)]})
    with pytest.raises(Unavailable, match="does not come to an end"):
        broker(alpaca).advance(LATER, None)


def test_late_activities_are_still_heard():
    alpaca = Alpaca(**{"/account/activities": [activity(1, created_at="2027-01-20T21:00:00Z")]})
    mine = broker(alpaca)
    now = datetime(2027, 1, 21, tzinfo=UTC)
    mine.advance(now, None)
    mine.advance(now, None)
    assert alpaca.query()["after"] == "2027-01-10T21:00:00Z"


def test_a_movement_dated_in_the_future_hides_none_before_it():
    alpaca = Alpaca(**{"/account/activities": [activity(0, created_at=None, date="2027-06-30")]})
    mine = broker(alpaca)
    assert len(mine.advance(LATER, None)) == 1
    alpaca.told["/account/activities"] = lambda query: [activity(1)] if query["after"] < "2026-11-21" else []
    assert len(mine.advance(LATER, None)) == 1


def test_at_one_moment_dividends_come_first_then_orders_then_fees():
    at = "2026-11-20T14:31:00Z"
    moves = [activity(1, created_at=at), activity(2, created_at=at, activity_type="DIV", net_amount="5")]
    alpaca = Alpaca(**{"POST /orders": order_json(), "/account/activities": moves})
    mine = broker(alpaca)
    send(mine)
    alpaca.told["GET /orders"] = [filled()]
    events = mine.advance(LATER, None)
    assert [type(event).__name__ for event in events] == ["CashMoved", "OrderUpdated", "CashMoved"]


# ---- find


def test_an_order_that_is_not_there_is_none():
    assert broker(Alpaca(**{"/orders:by_client_order_id": NOT_FOUND})).find(NAME) is None


@pytest.mark.parametrize("reply", [Reply("<html>", 404), Reply(None, 404), Reply(None, 500), Reply(None), Reply([])])
def test_not_found_needs_a_body_that_says_so(reply):
    with pytest.raises(Unavailable):
        broker(Alpaca(**{"/orders:by_client_order_id": reply})).find(NAME)


def test_an_order_is_found():
    found = broker(Alpaca(**{"/orders:by_client_order_id": filled()})).find(NAME)
    assert found is not None
    assert found.status is OrderStatus.FILLED


# ---- cancel


def test_a_cancel_goes_to_the_brokers_id_of_the_order():
    alpaca = Alpaca(**{"POST /orders": order_json(), f"DELETE /orders/{ID}": Reply(None, 204)})
    mine = broker(alpaca)
    send(mine)
    assert mine.cancel(NAME, AT) is True
    assert alpaca.paths == ["POST /v2/orders", f"DELETE /v2/orders/{ID}"]


def test_a_cancel_after_a_restart_looks_the_order_up():
    alpaca = Alpaca(**{"/orders:by_client_order_id": order_json(), f"DELETE /orders/{ID}": Reply(None, 204)})
    assert broker(alpaca).cancel(NAME, AT) is True


@pytest.mark.parametrize(
    "reply",
    [
        Reply({"code": 42210000, "message": 'order is already in "filled" state'}, 422),
        Reply({"code": 40410000, "message": "order not found"}, 404),
    ],
)
def test_a_cancel_that_comes_too_late_is_false(reply):
    alpaca = Alpaca(**{"POST /orders": order_json(), f"DELETE /orders/{ID}": reply})
    mine = broker(alpaca)
    send(mine)
    assert mine.cancel(NAME, AT) is False


def test_a_cancel_of_an_order_nobody_knows_is_false():
    assert broker(Alpaca(**{"/orders:by_client_order_id": NOT_FOUND})).cancel(NAME, AT) is False


@pytest.mark.parametrize("reply", [Reply(None, 500), Reply("<html>", 422), Reply(None, 301), requests.ReadTimeout("x")])
def test_a_cancel_without_an_answer_is_unavailable(reply):
    alpaca = Alpaca(**{"POST /orders": order_json(), f"DELETE /orders/{ID}": reply})
    mine = broker(alpaca)
    send(mine)
    with pytest.raises(Unavailable):
        mine.cancel(NAME, AT)


def test_no_cancel_waits_until_another_order_is_looked_up():
    def looked_up(_):
        assert f"DELETE /v2/orders/{ID}" in alpaca.paths
        return requests.ReadTimeout("x")

    alpaca = Alpaca(**{"POST /orders": order_json(), f"DELETE /orders/{ID}": Reply(None, 204)})
    alpaca.told["/orders:by_client_order_id"] = looked_up
    mine = broker(alpaca)
    send(mine)
    with pytest.raises(Unavailable):
        mine.cancel_all(["lost", NAME], AT)
    assert alpaca.paths[1:] == [f"DELETE /v2/orders/{ID}", "GET /v2/orders:by_client_order_id"]


# ---- snapshot


def snapshot_of(**told):
    return broker(Alpaca(**{"/account": ACCOUNT, "/positions": [], **told})).snapshot()


def test_a_snapshot_is_the_whole_account():
    positions = [
        {"symbol": "AAPL", "qty": "5", "side": "long", "avg_entry_price": "100.5"},
        {"symbol": "MSFT", "qty": "-2.5", "side": "short", "avg_entry_price": "300"},
    ]
    found = snapshot_of(**{"/positions": positions, "GET /orders": [order_json()]})
    assert (found.number, found.status, found.blocked) == ("PA3NKFYQJ9ZK", "ACTIVE", False)
    assert (found.cash, found.equity, found.buying_power) == (
        Decimal("100000.01"),
        Decimal("100500.5"),
        Decimal(200000),
    )
    assert found.positions == (
        BrokerPosition("AAPL", Decimal(5), Decimal("100.5")),
        BrokerPosition("MSFT", Decimal("-2.5"), Decimal(300)),
    )
    assert [order.request.client_order_id for order in found.open_orders] == [NAME]


HELD = {"symbol": "AAPL", "qty": "5", "side": "long", "avg_entry_price": "100.5"}


@pytest.mark.parametrize(
    "told",
    [[{**HELD, "side": "flat"}], [{**HELD, "qty": "-5"}], [{**HELD, "qty": "NaN"}], [HELD, {**HELD, "qty": "4"}]],
)
def test_a_position_that_contradicts_itself_is_unavailable_not_guessed(told):
    with pytest.raises(Unavailable):
        snapshot_of(**{"/positions": told})


@pytest.mark.parametrize("flag", ["account_blocked", "trading_blocked", "trade_suspended_by_user"])
def test_any_block_blocks_and_an_absent_flag_does_not(flag):
    assert snapshot_of(**{"/account": {**ACCOUNT, flag: True}}).blocked
    assert snapshot_of(**{"/account": {**ACCOUNT, flag: "?"}}).blocked
    assert not snapshot_of(**{"/account": {key: value for key, value in ACCOUNT.items() if key != flag}}).blocked


@pytest.mark.parametrize("count", [0, 50, 500, 1201])
def test_open_orders_are_read_to_the_last_one(count):
    everything = [
        order_json(
            id=str(number), client_order_id=f"x{number}", submitted_at=(AT + timedelta(seconds=number // 3)).isoformat()
        )
        for number in range(count)
    ]

    def page(query: Mapping[str, str]):
        after = query.get("after", "2000-01-01T00:00:00Z")
        late = [
            item
            for item in everything
            if datetime.fromisoformat(str(item["submitted_at"])) > datetime.fromisoformat(after)
        ]
        return late[: int(query["limit"])]

    found = snapshot_of(**{"GET /orders": page})
    assert [order.id for order in found.open_orders] == [str(number) for number in range(count)]


def test_a_full_page_of_orders_of_one_moment_is_unavailable_not_cut():
    page = [order_json(id=str(number), client_order_id=f"x{number}") for number in range(500)]
    with pytest.raises(Unavailable, match="does not come to an end"):
        snapshot_of(**{"GET /orders": page})


def test_held_legs_of_a_bracket_count_as_open_orders():
    legs = [order_json(id="leg", client_order_id="leg", type="stop", status="held")]
    found = snapshot_of(**{"GET /orders": [order_json(legs=legs)]})
    assert [order.id for order in found.open_orders] == [ID, "leg"]


@pytest.mark.parametrize("part", ["/account", "/positions", "GET /orders"])
@pytest.mark.parametrize(
    "reply", [Reply(None, 503), Reply(None), Reply("{"), Reply({"x": 1}), requests.ReadTimeout("x")]
)
def test_a_part_that_cannot_be_read_makes_the_whole_unavailable(part, reply):
    with pytest.raises(Unavailable):
        snapshot_of(**{part: reply})


@pytest.mark.parametrize("field", ["cash", "equity", "buying_power", "status"])
def test_an_account_without_its_numbers_is_unavailable(field):
    with pytest.raises(Unavailable, match=f"no {field}"):
        snapshot_of(**{"/account": {**ACCOUNT, field: None}})


def test_an_open_order_of_unknown_size_is_unavailable_not_zero():
    with pytest.raises(Unavailable, match="no qty"):
        snapshot_of(**{"GET /orders": [order_json(qty=None, notional="500")]})


@pytest.mark.parametrize(
    ("status", "body"), [(401, "<html>"), (401, {"message": "unauthorized."}), (403, {"message": "forbidden."})]
)
def test_refused_keys_end_every_reading(status, body):
    with pytest.raises(CredentialsRefused, match="account 'main'"):
        snapshot_of(**{"/account": Reply(body, status)})


@pytest.mark.parametrize(("status", "retry"), [(429, True), (500, True), (504, True), (400, False), (422, False)])
def test_unavailable_says_whether_asking_again_helps(status, retry):
    with pytest.raises(Unavailable) as caught:
        snapshot_of(**{"/account": Reply({"code": 1, "message": "no"}, status)})
    assert caught.value.retry is retry
