"""Several orders at once, cancels that reach everybody, replacements, and the two spellings of coins."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
import requests

from botspec.adapters.alpaca.account import read_snapshot
from botspec.adapters.alpaca.broker import AlpacaBroker
from botspec.adapters.alpaca.connect import PAPER, trading
from botspec.adapters.alpaca.symbols import pair
from botspec.domain.intents import Intent, Leg
from botspec.domain.orders import Changes, OrderRequest, OrderType, Side, TimeInForce
from botspec.domain.outcomes import HELD, Acked, NotSent, Rejected, Unknown
from botspec.ports.broker import Unavailable
from tests.fakes.transport import CREDENTIALS, FakeTransport, Reply, order_json

AT = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
PREFIX = "b1-abcdef-"
OLD, NEW = f"{PREFIX}123456-old", f"{PREFIX}123456-new"
ACCOUNT = {"id": "x", "status": "ACTIVE", "cash": "1", "equity": "1", "buying_power": "1"}


def intents(count: int) -> list[Intent]:
    names = [f"{PREFIX}123456-{number:04}" for number in range(count)]
    requests_ = [OrderRequest(n, "AAPL", Side.BUY, OrderType.MARKET, TimeInForce.DAY, Decimal(10)) for n in names]
    return [Intent(r.client_order_id, Leg.ENTRY, "enter", AT, AT, 0, Decimal(150), r) for r in requests_]


def acking(request: Any) -> Reply:
    name = json.loads(request.body)["client_order_id"]
    return Reply(order_json(client_order_id=name, id=f"id-{name}"))


def pooled(*transports: FakeTransport) -> AlpacaBroker:
    first, *beside = [trading(PAPER, CREDENTIALS, transport) for transport in transports]
    return AlpacaBroker(first, prefix=PREFIX, since=AT, beside=beside)


def test_one_connection_sends_in_the_order_given() -> None:
    transport = FakeTransport(acking)
    sent = list(pooled(transport).submit_all(intents(5), AT, lambda: False))
    names = [json.loads(request.body)["client_order_id"] for request in transport.requests]
    assert names == [intent.request.client_order_id for intent, _ in sent]
    assert all(isinstance(outcome, Acked) for _, outcome in sent)


def test_a_pool_sends_each_exactly_once_and_at_the_same_time() -> None:
    together = Barrier(3, timeout=10)

    def met(request: Any) -> Reply:
        together.wait()  # passes only when three are under way at once
        return acking(request)

    transports = [FakeTransport(met) for _ in range(3)]
    sent = list(pooled(*transports).submit_all(intents(9), AT, lambda: False))
    names = sorted(json.loads(r.body)["client_order_id"] for transport in transports for r in transport.requests)
    assert names == sorted(intent.request.client_order_id for intent, _ in sent)
    assert len(set(names)) == 9
    assert {outcome.order.request.client_order_id for _, outcome in sent if isinstance(outcome, Acked)} == set(names)


def test_outcomes_stay_with_their_order_whatever_comes_back() -> None:
    def mixed(request: Any) -> Reply:
        number = int(json.loads(request.body)["client_order_id"][-4:])
        if number % 3 == 1:
            return Reply({"code": 40310000, "message": "insufficient buying power"}, 403)
        return acking(request) if number % 3 == 0 else Reply("<html>", 502)

    sent = {
        intent.request.client_order_id[-4:]: outcome
        for intent, outcome in pooled(FakeTransport(mixed), FakeTransport(mixed)).submit_all(
            intents(6), AT, lambda: False
        )
    }
    kinds = [type(sent[f"{number:04}"]) for number in range(6)]
    assert kinds == [Acked, Rejected, Unknown] * 2


@pytest.mark.parametrize("size", [1, 2])
def test_what_has_not_left_does_not_leave_once_held(size: int) -> None:
    transports = [FakeTransport(acking) for _ in range(size)]
    sent = [outcome for _, outcome in pooled(*transports).submit_all(intents(4), AT, lambda: True)]
    assert sent == [NotSent(HELD)] * 4
    assert [transport.requests for transport in transports] == [[]] * size


def test_a_number_that_is_none_stops_the_burst_before_anything_is_sent() -> None:
    transport = FakeTransport(acking)
    good, bad = intents(2)
    bad = replace(bad, request=replace(bad.request, quantity=Decimal("NaN")))
    with pytest.raises(ValueError, match="finite"):
        list(pooled(transport).submit_all([good, bad], AT, lambda: False))
    assert transport.requests == []


def test_every_cancel_is_asked_for_before_a_failure_is_told() -> None:
    deleted: list[str] = []

    def answer(request: Any) -> Reply:
        if request.method == "POST":
            return acking(request)
        deleted.append(request.url.rsplit("/", 1)[1])
        return Reply("<html>", 502) if deleted[-1].endswith("0001") else Reply(None, 204)

    broker = pooled(FakeTransport(answer))
    names = [intent.request.client_order_id for intent, _ in broker.submit_all(intents(3), AT, lambda: False)]
    with pytest.raises(Unavailable):
        broker.cancel_all(names, AT)
    assert sorted(deleted) == [f"id-{name}" for name in names]


# ---- replacing


def replacing(*replies: Any, changes: Changes | None = None) -> tuple[Any, FakeTransport]:
    transport = FakeTransport(Reply(order_json(client_order_id=OLD, id="old-id")), *replies)
    broker = pooled(transport)
    outcome = broker.replace(OLD, NEW, changes or Changes(stop_price=Decimal("95.10")), AT)
    return outcome, transport


def replaced(**changed: Any) -> dict[str, object]:
    told = {"client_order_id": NEW, "id": "new-id", "replaces": "old-id", "type": "stop", "stop_price": "95.1"}
    return order_json(**{**told, **changed})


def test_a_replacement_is_one_patch_with_only_what_changes() -> None:
    outcome, transport = replacing(Reply(replaced()))
    assert isinstance(outcome, Acked)
    assert outcome.order.id == "new-id"
    assert transport.paths[-1] == "PATCH /v2/orders/old-id"
    assert transport.body() == {"stop_price": "95.10", "client_order_id": NEW}


@pytest.mark.parametrize(
    "reply",
    [
        Reply(replaced(client_order_id=OLD)),
        Reply(replaced(replaces="another")),
        Reply(replaced(stop_price="94")),
        Reply("<html>", 504),
        requests.ReadTimeout(),
        Reply({"message": "slow"}, 429),
    ],
)
def test_what_is_not_surely_the_replacement_is_unknown(reply: Any) -> None:
    outcome, _ = replacing(reply)
    assert isinstance(outcome, Unknown)


def test_a_parsed_no_leaves_the_old_order_as_it_is() -> None:
    outcome, _ = replacing(Reply({"code": 42210000, "message": "cannot replace order in accepted status"}, 422))
    assert isinstance(outcome, Rejected)


def test_a_replacement_that_is_there_already_is_adopted() -> None:
    unique = Reply({"code": 40010001, "message": "client_order_id must be unique"}, 422)
    outcome, transport = replacing(unique, Reply(replaced()))
    assert isinstance(outcome, Acked)
    assert transport.paths[-1] == "GET /v2/orders:by_client_order_id"


def test_an_order_nobody_knows_is_not_replaced() -> None:
    transport = FakeTransport(Reply({"code": 40410000, "message": "order not found"}, 404))
    outcome = pooled(transport).replace(OLD, NEW, Changes(quantity=Decimal(3)), AT)
    assert isinstance(outcome, NotSent)
    assert len(transport.requests) == 1


# ---- coins


@pytest.mark.parametrize(
    ("told", "written"),
    [("BTCUSD", "BTC/USD"), ("BTC/USD", "BTC/USD"), ("ETHBTC", "ETH/BTC"), ("SOLUSDT", "SOL/USDT"), ("ODD", "ODD")],
)
def test_a_pair_has_its_slash(told: str, written: str) -> None:
    assert pair(told) == written


def test_a_position_in_coins_is_named_as_in_a_spec() -> None:
    coins = {"symbol": "BTCUSD", "asset_class": "crypto", "qty": "0.9975", "side": "long", "avg_entry_price": "5"}
    shares = {"symbol": "FUSD", "asset_class": "us_equity", "qty": "2", "side": "short", "avg_entry_price": "5"}
    read = read_snapshot(ACCOUNT, [coins, shares], [])
    assert [(each.symbol, each.quantity) for each in read.positions] == [
        ("BTC/USD", Decimal("0.9975")),
        ("FUSD", Decimal(-2)),
    ]
