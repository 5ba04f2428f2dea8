import logging
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import botspec.adapters.alpaca.connect as connecting
from botspec.adapters.alpaca.connect import DATA, PAPER, corporate_actions, market_data, trading
from botspec.adapters.alpaca.connection import Answer, NeverSent
from botspec.adapters.system.origin import HostRefused, LiveOrigin, Origin, live, loopback, stream_url
from botspec.adapters.system.transport import BoundedAdapter
from botspec.gates.token import GatesPassed, PapersPassed, ReadsPassed
from botspec.ports.broker import Unavailable
from tests.fakes.transport import CREDENTIALS, FakeTransport, Reply

LIVE = "https://api." + "alpaca.markets"
OPENERS = [(trading, PAPER), (market_data, DATA), (corporate_actions, DATA)]


@pytest.fixture
def no_bytes(monkeypatch):
    """Every connection is counted and forbidden."""
    opened = []

    def connect(address, *_, **__):
        opened.append(address)
        raise AssertionError(address)

    monkeypatch.setattr(socket, "create_connection", connect)
    return opened


@pytest.mark.parametrize(("opener", "origin"), OPENERS)
def test_a_504_or_429_is_asked_exactly_once(opener, origin):
    for status in (429, 504):
        transport = FakeTransport(Reply(None, status))
        connection = opener(origin, CREDENTIALS, transport)
        connection.ask(lambda client: client.post("/orders", {}))
        assert len(transport.requests) == 1


@pytest.mark.parametrize(
    "host",
    [
        LIVE,
        "https://broker-api.alpaca.markets",
        "https://paper-api.alpaca.markets.evil.example",
        "https://paper-api.alpaca.markets:8443",
        "http://paper-api.alpaca.markets",
        "http://127.0.0.1:9",
        "https://example.com",
    ],
)
@pytest.mark.parametrize(("opener", "origin"), OPENERS)
def test_no_other_host_gets_a_byte(no_bytes, opener, origin, host):
    connection = opener(origin, CREDENTIALS, FakeTransport(Reply({})))
    result = connection.ask(lambda client: client.get("/account", base_url=host))
    assert isinstance(result, NeverSent)
    assert "refused before sending" in result.why
    assert no_bytes == []


def test_the_live_host_is_no_plain_origin_and_stands_in_one_place_of_the_code():
    with pytest.raises(HostRefused):
        Origin(f"{LIVE}/")
    root = Path(connecting.__file__).parents[2]
    named = [path for path in root.rglob("*.py") if "//api." + "alpaca.markets" in path.read_text(encoding="utf-8")]
    assert named == [root / "adapters" / "system" / "origin.py"]


@pytest.mark.parametrize("proof", [None, True, "GatesPassed", object()])
def test_the_live_origin_is_made_of_proof_only(proof):
    with pytest.raises(HostRefused, match="through the gates only"):
        LiveOrigin(f"{LIVE}/", proof)
    with pytest.raises(HostRefused):
        LiveOrigin("https://paper-api.alpaca.markets/", GatesPassed("ab" * 32, "987651234"))


QUESTIONS = {
    "account": lambda client: client.get("/account"),
    "clock": lambda client: client.get("/clock"),
}
MORE = {
    "order": lambda client: client.post("/orders", {"symbol": "AAPL"}),
    "cancel": lambda client: client.delete("/orders/1"),
    "positions": lambda client: client.get("/positions"),
    "account settings": lambda client: client.patch("/account/configurations", {}),
    "account with a query": lambda client: client.get("/account", {"a": "b"}),
    "posted to the account": lambda client: client.post("/account", {}),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_before_all_gates_are_passed_the_live_host_is_asked_two_things(question):
    transport = FakeTransport(Reply({}))
    connection = trading(live(PapersPassed("ab" * 32, "1234", "cd" * 32)), CREDENTIALS, transport)
    assert isinstance(connection.ask(question), Answer)
    assert len(transport.requests) == 1


@pytest.mark.parametrize("question", MORE.values(), ids=MORE)
def test_and_nothing_else(no_bytes, question):
    transport = FakeTransport(Reply({}))
    connection = trading(live(PapersPassed("ab" * 32, "1234", "cd" * 32)), CREDENTIALS, transport)
    assert isinstance(connection.ask(question), NeverSent)
    assert transport.requests == []
    assert no_bytes == []


@pytest.mark.parametrize("question", MORE.values(), ids=MORE)
def test_who_passed_all_gates_to_look_reads_and_changes_nothing(no_bytes, question):
    transport = FakeTransport(Reply({}))
    connection = trading(live(ReadsPassed("ab" * 32, "987651234")), CREDENTIALS, transport)
    reads = question in {MORE["positions"], MORE["account with a query"]}
    assert isinstance(connection.ask(question), Answer if reads else NeverSent)
    assert [request.method for request in transport.requests] == (["GET"] if reads else [])
    assert no_bytes == []


def test_who_looks_only_hears_no_stream():
    with pytest.raises(HostRefused):
        stream_url(live(ReadsPassed("ab" * 32, "987651234")), "stream")


def test_with_all_gates_passed_orders_go_to_the_live_host():
    transport = FakeTransport(Reply({}))
    connection = trading(live(GatesPassed("ab" * 32, "987651234")), CREDENTIALS, transport)
    assert isinstance(connection.ask(MORE["order"]), Answer)
    assert [request.url for request in transport.requests] == [f"{LIVE}/v2/orders"]


def test_no_code_names_what_alpaca_py_calls_its_live_url():
    root = Path(connecting.__file__).parents[2]
    words = ("TRADING" + "_LIVE", "paper=" + "False")
    assert [
        path for path in root.rglob("*.py") if any(word in path.read_text(encoding="utf-8") for word in words)
    ] == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:80",
        "http://127.0.0.1/",
        "http://127.0.0.1:80/v2/",
        "http://127.0.0.1:80@evil.example/",
        "http://localhost:80/",
        "http://10.0.0.1:80/",
        "https://127.0.0.1:80/",
        "https://paper-api.alpaca.markets",
    ],
)
def test_only_three_shapes_are_origins(url):
    with pytest.raises(HostRefused):
        Origin(url)


def test_a_redirect_is_not_followed_and_not_an_answer():
    transport = FakeTransport(Reply(None, 301, {"Location": f"{LIVE}/v2/account"}))
    with pytest.raises(Unavailable, match="redirects are not followed"):
        trading(PAPER, CREDENTIALS, transport).read("x", lambda client: client.get("/account"))
    assert len(transport.requests) == 1


def test_proxies_netrc_and_cookies_are_ignored(monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine paper-api.alpaca.markets login other password other")
    netrc.chmod(0o600)
    for name, value in {
        "HTTPS_PROXY": "http://evil.example",
        "ALL_PROXY": "http://evil.example",
        "NETRC": str(netrc),
    }.items():
        monkeypatch.setenv(name, value)
    seen = []

    class Watching(FakeTransport):
        def send(self, request, **settings):
            seen.append(settings)
            return super().send(request)

    transport = Watching(Reply({}, headers={"Set-Cookie": "a=b"}))
    connection = trading(PAPER, CREDENTIALS, transport)
    for _ in range(2):
        connection.read("x", lambda client: client.get("/account"))
    assert not any(settings["proxies"] for settings in seen)
    assert all("Authorization" not in request.headers for request in transport.requests)
    assert all("Cookie" not in request.headers for request in transport.requests)


@pytest.mark.parametrize(("opener", "origin"), OPENERS)
def test_real_requests_go_to_the_origin_and_are_bounded_in_time(monkeypatch, opener, origin):
    opened = []

    def connect(address, timeout, *_):
        opened.append((address, timeout))
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", connect)
    result = opener(origin, CREDENTIALS).ask(lambda client: client.get("/account"))
    assert opened == [((urlsplit(origin.url).hostname, 443), 2.0)]
    assert isinstance(result, NeverSent)


def test_only_alpacas_own_hosts_have_a_budget():
    def transport_of(origin):
        client = trading(origin, CREDENTIALS)._client
        return client._session.get_adapter(origin.url)

    assert isinstance(transport_of(loopback(8080)), BoundedAdapter)
    assert not isinstance(transport_of(PAPER), BoundedAdapter)


def test_chatty_loggers_are_held_at_info():
    logging.getLogger("websockets").setLevel(logging.DEBUG)
    logging.getLogger("urllib3").setLevel(logging.WARNING)
    trading(PAPER, CREDENTIALS, FakeTransport(Reply({})))
    assert logging.getLogger("websockets").level == logging.INFO
    assert logging.getLogger("urllib3").level == logging.WARNING
    logging.getLogger("urllib3").setLevel(logging.NOTSET)


# ---- an alpaca-py in which the private names moved


class Renamed(connecting.TradingClient):
    def __init__(self, **settings) -> None:
        super().__init__(**settings)
        del self._retry


class Deaf(connecting.TradingClient):
    """Repeats whatever `_retry` says."""

    def _request(self, *words, **named):
        for _ in range(2):
            try:
                super()._request(*words, **named)
            except connecting.APIError:
                continue
        return super()._request(*words, **named)


class Silent(connecting.TradingClient):
    def _request(self, *words, **named):
        try:
            return super()._request(*words, **named)
        except connecting.APIError:
            return None


@pytest.mark.parametrize(
    ("kind", "complaint"), [(Renamed, "has no _retry"), (Deaf, "it sent 3 requests"), (Silent, "a 504 is not an error")]
)
def test_a_client_that_cannot_be_made_safe_is_refused_loudly(monkeypatch, kind, complaint):
    monkeypatch.setattr(connecting, "TradingClient", kind)
    with pytest.raises(Unavailable, match=complaint) as caught:
        trading(PAPER, CREDENTIALS, FakeTransport(Reply({})))
    assert not caught.value.retry
    assert "alpaca-py" in str(caught.value)


def test_the_proof_sends_nothing_outside(no_bytes):
    trading(PAPER, CREDENTIALS)
    assert no_bytes == []
