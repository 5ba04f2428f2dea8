"""What a doctor finds and what it says to do, with answers mounted where the network would be."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from botspec import wiring
from botspec.adapters.alpaca import connect
from botspec.adapters.alpaca.checkup import AccountFacts
from botspec.adapters.alpaca.connect import PAPER, market_data, trading
from botspec.app import doctor
from botspec.app.doctor import Patient, examine, worst
from botspec.app.health import Check
from botspec.spec.words import DataFeed
from tests.fakes.bots import a_bot, scripted
from tests.fakes.transport import CREDENTIALS, FakeTransport, Reply

ACCOUNT = {"account_number": "PA3NKFYQJ9ZK", "status": "ACTIVE", "multiplier": "4", "shorting_enabled": True}
CLOCK = {"timestamp": "2020-01-01T00:00:00Z", "is_open": False}
KEYS = {"APCA_API_KEY_ID": "PKAAAAAAAAAAAAAAAAAA", "APCA_API_SECRET_KEY": "x" * 40}


def examined(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, account: Any = ACCOUNT, data: Any = None
) -> dict[str, Check]:
    def answer(request: Any) -> Reply:
        told = CLOCK if request.url.endswith("/clock") else account
        return told if isinstance(told, Reply) else Reply(told)

    prices = data if isinstance(data, Reply) else Reply({"trades": {}})
    alpaca, market = trading(PAPER, CREDENTIALS, FakeTransport(answer)), FakeTransport(prices)
    stocks = market_data(connect.DATA, CREDENTIALS, market)
    monkeypatch.setattr(connect, "trading", lambda *_: alpaca)
    monkeypatch.setattr(connect, "market_data", lambda *_: stocks)
    venue = wiring.Venue(PAPER, connect.DATA, CREDENTIALS)
    monkeypatch.setattr(doctor, "_venue", lambda _: venue)
    return {check.name: check for check in examine(Patient("main", KEYS, tmp_path))}


def test_a_clock_that_is_off_is_the_only_thing_wrong(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    checks = examined(monkeypatch, tmp_path)
    assert {name: check.state for name, check in checks.items()} == {
        "disk": "fine",
        "account": "fine",
        "clock": "wrong",
        "data": "fine",
    }
    assert checks["account"].found == "…J9ZK: ACTIVE, 4x buying power, may short"
    assert "timedatectl" in checks["clock"].do
    assert worst(list(checks.values())) == 75


@pytest.mark.parametrize(
    ("account", "code"),
    [
        ({**ACCOUNT, "trading_blocked": True}, 4),
        ({**ACCOUNT, "status": "ACCOUNT_CLOSED"}, 4),
        (Reply({"message": "unauthorized."}, 401), 4),
        (Reply("<html>", 503), 75),
        ([], 75),
    ],
)
def test_an_account_that_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, account: Any, code: int
) -> None:
    checks = examined(monkeypatch, tmp_path, account)
    assert (checks["account"].state, checks["account"].code) == ("wrong", code)
    assert checks["account"].do


def test_data_that_the_plan_does_not_give(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    refused = Reply({"code": 42210000, "message": "subscription does not permit querying recent SIP data"}, 403)
    check = examined(monkeypatch, tmp_path, data=refused)["data"]
    assert (check.state, check.code) == ("wrong", 8)
    assert "subscription" in check.found


def test_without_keys_it_says_how_to_get_them(tmp_path: Path) -> None:
    checks = examine(Patient("main", {}, tmp_path))
    assert checks[-1].name == "keys"
    assert "https://app.alpaca.markets" in checks[-1].found
    assert worst(checks) == 4


def test_a_full_disk_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Full:
        free = 1_000_000

    monkeypatch.setattr("shutil.disk_usage", lambda _: Full)
    checks = examine(Patient("main", {}, tmp_path))
    assert (checks[0].name, checks[0].state) == ("disk", "wrong")
    assert worst(checks) == 8


def test_what_the_account_has_not_is_told_before_the_first_order() -> None:
    facts = AccountFacts("…1234", "ACTIVE", (), shorting=False, multiplier="1", equity=Decimal(900))
    bot = a_bot(scripted(1, 2))
    found = {check.name: check for check in doctor.fits(bot, facts)}
    assert found["capital"].state == "warning"
    assert "the account is worth 900.00 USD" in found["capital"].found
    assert ("permits" in found) == bot.shorts
    enough = replace(facts, equity=bot.capital, shorting=True)
    assert list(doctor.fits(bot, enough)) == []
    assert list(doctor.fits(bot, replace(enough, equity=None))) == []


def test_a_feed_without_a_subscription_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    refused = Reply({"message": "subscription does not permit querying recent SIP data"}, 403)
    data = market_data(connect.DATA, CREDENTIALS, FakeTransport(refused))
    alpaca = trading(PAPER, CREDENTIALS, FakeTransport(Reply(ACCOUNT)))
    monkeypatch.setattr(connect, "trading", lambda *_: alpaca)
    monkeypatch.setattr(connect, "market_data", lambda *_: data)
    monkeypatch.setattr(doctor, "_venue", lambda _: wiring.Venue(PAPER, connect.DATA, CREDENTIALS, pace=60))
    bot = a_bot(scripted(1, 2))
    bot = replace(bot, data=replace(bot.data, live=DataFeed.SIP))
    check = {each.name: each for each in examine(Patient("main", KEYS, tmp_path, bot))}["data"]
    assert (check.state, check.code) == ("wrong", 8)
    assert "Algo Trader Plus" in check.do
    assert "iex" in check.do
