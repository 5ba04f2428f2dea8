"""Guarded alpaca-py clients: one origin, our time-outs, exactly one request a call.

alpaca-py offers no way to set these, so private names are set; each is checked here, and the effect is tried out,
so that a version of alpaca-py in which they moved fails at once and loudly.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version

from requests import PreparedRequest, Response, Session
from requests.adapters import BaseAdapter

from botspec.adapters.alpaca.budget import BudgetedAdapter, RateBudget
from botspec.adapters.alpaca.connection import ClientT, Connection
from botspec.adapters.alpaca.sdk import (
    APIError,
    CorporateActionsClient,
    CryptoHistoricalDataClient,
    RESTClient,
    StockHistoricalDataClient,
    TradingClient,
)
from botspec.adapters.system.http import guard, mount_only, mounted
from botspec.adapters.system.origin import MARKET_DATA, PAPER_TRADING, Origin
from botspec.adapters.system.secret import Credentials
from botspec.adapters.system.transport import BoundedAdapter
from botspec.market.hours import core_hours
from botspec.ports.broker import Unavailable

DataConnection = Connection[StockHistoricalDataClient] | Connection[CryptoHistoricalDataClient]
PAPER = Origin(PAPER_TRADING)
DATA = Origin(MARKET_DATA)
_NAMES = {"_session": Session, "_retry": int, "_use_raw_data": bool, "_base_url": str}
_CHATTY = ("urllib3", "websockets")  # at DEBUG websockets prints keys


def trading(
    origin: Origin, credentials: Credentials, transport: BaseAdapter | None = None
) -> Connection[TradingClient]:
    """Orders and account: at Alpaca paper, a simulator on this machine, or the live host for as much as was proved."""
    return trading_pool(origin, credentials, 1, transport)[0]


def trading_pool(
    origin: Origin, credentials: Credentials, size: int, transport: BaseAdapter | None = None
) -> tuple[Connection[TradingClient], ...]:
    """Several connections to orders and account that share one budget: for bursts."""
    budget = RateBudget()
    return tuple(
        _trading(origin, credentials, _budgeted(origin, transport, patient=False, budget=budget)) for _ in range(size)
    )


def _trading(origin: Origin, credentials: Credentials, transport: BaseAdapter) -> Connection[TradingClient]:
    client = TradingClient(
        api_key=credentials.key_id.reveal(),
        secret_key=credentials.secret_key.reveal(),
        raw_data=True,
        url_override=origin.base,
    )
    return _guarded(client, origin, credentials, transport)


def market_data(
    origin: Origin, credentials: Credentials, transport: BaseAdapter | None = None
) -> Connection[StockHistoricalDataClient]:
    """Bars and prices of stocks."""
    return _reading(StockHistoricalDataClient, origin, credentials, transport)


def coin_data(
    origin: Origin, credentials: Credentials, transport: BaseAdapter | None = None
) -> Connection[CryptoHistoricalDataClient]:
    """Bars and prices of crypto pairs."""
    return _reading(CryptoHistoricalDataClient, origin, credentials, transport)


def prices_of(symbols: Sequence[str], origin: Origin, credentials: Credentials) -> DataConnection:
    """Market data of those symbols, which are all shares or all pairs."""
    return (coin_data if core_hours(symbols).always else market_data)(origin, credentials)


def corporate_actions(
    origin: Origin, credentials: Credentials, transport: BaseAdapter | None = None
) -> Connection[CorporateActionsClient]:
    """Dividends and splits."""
    return _reading(CorporateActionsClient, origin, credentials, transport)


def _reading(
    kind: Callable[..., ClientT], origin: Origin, credentials: Credentials, transport: BaseAdapter | None
) -> Connection[ClientT]:
    client = kind(
        api_key=credentials.key_id.reveal(),
        secret_key=credentials.secret_key.reveal(),
        raw_data=True,
        url_override=origin.base,
    )
    return _guarded(client, origin, credentials, _budgeted(origin, transport, patient=True))


def _budgeted(
    origin: Origin, transport: BaseAdapter | None, *, patient: bool, budget: RateBudget | None = None
) -> BaseAdapter:
    """Only data reads wait for their turn: an order must be refused at once, not sent late."""
    inner = transport or BoundedAdapter(origin)
    if origin.local:
        return inner
    return BudgetedAdapter(inner, budget or RateBudget(), sleep=time.sleep if patient else None)


def _guarded(client: ClientT, origin: Origin, credentials: Credentials, transport: BaseAdapter) -> Connection[ClientT]:
    for name, kind in _NAMES.items():
        if not isinstance(getattr(client, name, None), kind):
            raise _changed(f"its client has no {name} of type {kind.__name__}")
    client._retry = 0
    _prove_single_request(client, origin)
    guard(client._session, origin, transport)
    if set(mounted(client._session)) != {"http://", "https://", origin.url}:
        raise _changed("its session reaches more than one place")
    for name in _CHATTY:
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.INFO))
    return Connection(client, credentials)


class _Counting(BaseAdapter):
    """Answers 504, on which an unguarded client repeats even a POST."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def send(self, request: PreparedRequest, *_: object, **__: object) -> Response:
        self.count += 1
        response = Response()
        response.status_code = 504
        response._content = b"{}"
        response.url = request.url or ""
        return response

    def close(self) -> None:
        """Nothing is open."""


def _prove_single_request(client: RESTClient, origin: Origin) -> None:
    counting = _Counting()
    mount_only(client._session, origin.url, counting)
    try:
        client.post("/orders", {})
    except APIError:
        pass
    else:
        raise _changed("a 504 is not an error to it")
    if counting.count != 1:
        raise _changed(f"it sent {counting.count} requests where one was asked for")


def _changed(what: str) -> Unavailable:
    return Unavailable(
        f"alpaca-py {version('alpaca-py')} cannot be used safely: {what}; install alpaca-py 0.44", retry=False
    )
