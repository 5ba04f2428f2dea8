"""Where the suite is asked: the exchange in process, the simulator on a loopback port, Alpaca paper."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from requests import Session

from botspec.adapters.alpaca.broker import AlpacaBroker
from botspec.adapters.alpaca.connect import DATA, PAPER, trading
from botspec.adapters.system.http import loopback
from botspec.adapters.system.origin import Origin
from botspec.adapters.system.secret import Credentials, Secret
from botspec.ports.broker import Broker
from tests.contracts.markets import InProcess, opened_at, three_days
from tests.contracts.tour import MIDNIGHT, MINUTE, around_the_clock
from tests.fakes.served import served
from tests.fakes.simulator import KEY, SECRET

EXCHANGE, SIMULATOR, ALPACA = "exchange", "simulator", "paper"
PATIENCE = 20
KEY_NAMES = ("APCA_API_KEY_ID", "APCA_API_SECRET_KEY")
WANTED = "BOTSPEC_CONFORMANCE_PAPER"


@dataclass(frozen=True)
class Answered:
    """One HTTP answer; `body` is parsed JSON, or text, or None."""

    status: int
    body: Any
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Addresses:
    """Trading, data and streams of a place over HTTP; a simulator of coins is a place of its own."""

    trading: str
    data: str
    coins: str
    trade_stream: str
    data_stream: str
    test_stream: str


@dataclass(frozen=True)
class Place:
    """A broker, and where there is one, its HTTP. `symbol` is a share above 5 USD; ids begin with `prefix`."""

    name: str
    broker: Broker
    symbol: str
    prefix: str
    now: Callable[[], datetime]
    addresses: Addresses | None = None
    keys: tuple[str, str] = ("", "")

    def http(self, method: str, path: str, body: object = None, **given: Any) -> Answered:
        """One trading request with the right keys, unless `keys` says otherwise."""
        return self._ask(self._known.trading, method, path, body, given.pop("keys", self.keys))

    def data(self, path: str, **query: Any) -> Answered:
        """One question about stocks."""
        return self._ask(self._known.data, "GET", f"{path}?{urlencode(query)}", None, self.keys)

    def coins(self, path: str, **query: Any) -> Answered:
        """One question about crypto, without keys."""
        return self._ask(self._known.coins, "GET", f"{path}?{urlencode(query)}", None, None)

    def until(self, done: Callable[[], Any]) -> Any:
        """The first true answer; a remote broker takes its time."""
        deadline = time.monotonic() + PATIENCE
        while not (found := done()):
            assert time.monotonic() < deadline, "it did not happen in time"
        return found

    @property
    def _known(self) -> Addresses:
        assert self.addresses is not None
        return self.addresses

    def _ask(self, base: str, method: str, path: str, body: object, keys: tuple[str, str] | None) -> Answered:
        headers = {} if keys is None else {"APCA-API-KEY-ID": keys[0], "APCA-API-SECRET-KEY": keys[1]}
        with Session() as session:
            session.trust_env = False
            answer = session.request(method, base + path, json=body, headers=headers, timeout=PATIENCE)
        try:
            found = answer.json() if answer.content else None
        except json.JSONDecodeError:
            found = answer.text
        return Answered(answer.status_code, found, answer.headers)


@contextmanager
def exchange() -> Iterator[Place]:
    """In this process, the first session under way."""
    market = InProcess()
    market.to_open(1)
    yield Place(EXCHANGE, market.broker, "AAA", "b1-", lambda: opened_at(1))


@contextmanager
def simulator() -> Iterator[Place]:
    """On loopback ports: stocks in their first session, coins a minute after midnight."""
    with ExitStack() as stack:
        stocks = stack.enter_context(served(three_days(), opened_at(1) - timedelta(hours=1), requests_per_minute=10**6))
        coins = stack.enter_context(served(around_the_clock(), MIDNIGHT, timeframe="1Min"))
        stocks.advance(opened_at(1))
        coins.advance(MIDNIGHT + MINUTE)
        origin = loopback(int(stocks.url.rpartition(":")[2]))
        broker = stack.enter_context(_broker(origin, (KEY, SECRET), opened_at(1)))
        addresses = Addresses(
            stocks.url, stocks.url, coins.url, f"{stocks.ws}/stream", f"{stocks.ws}/v2/iex", f"{stocks.ws}/v2/test"
        )
        yield Place(SIMULATOR, broker, "AAA", "b1-", lambda: opened_at(1), addresses, (KEY, SECRET))


@contextmanager
def paper() -> Iterator[Place]:
    """Alpaca's paper account of the keys in the environment. No other host is ever asked."""
    keys = (os.environ[KEY_NAMES[0]], os.environ[KEY_NAMES[1]])
    addresses = Addresses(
        PAPER.base.rstrip("/"),
        DATA.base.rstrip("/"),
        DATA.base.rstrip("/"),
        "wss://paper-api.alpaca.markets/stream",
        "wss://stream.data.alpaca.markets/v2/iex",
        "wss://stream.data.alpaca.markets/v2/test",
    )
    began = datetime.now(UTC)
    with _broker(PAPER, keys, began) as broker:
        yield Place(ALPACA, broker, "AAPL", f"b1-{began:%y%m%d%H%M%S}-", lambda: datetime.now(UTC), addresses, keys)


def why_not_paper() -> str | None:
    """Why Alpaca is not asked; None when it is."""
    if os.environ.get(WANTED) != "1":
        return f"{WANTED}=1 asks Alpaca paper"
    missing = [name for name in KEY_NAMES if not os.environ.get(name)]
    return f"{' and '.join(missing)} not set" if missing else None


PLACES = {EXCHANGE: exchange, SIMULATOR: simulator, ALPACA: paper}


@contextmanager
def _broker(origin: Origin, keys: tuple[str, str], since: datetime) -> Iterator[AlpacaBroker]:
    connection = trading(origin, Credentials("conformance", Secret(keys[0]), Secret(keys[1])))
    yield AlpacaBroker(connection, prefix="b1-", since=since)
    connection._client._session.close()
