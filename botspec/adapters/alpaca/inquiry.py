"""The two questions that come before any order at the live host: which account is this, and what time is it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from botspec.adapters.alpaca import connect
from botspec.adapters.alpaca.account import read_identity
from botspec.adapters.alpaca.connection import Connection
from botspec.adapters.alpaca.orders import Malformed
from botspec.adapters.alpaca.sdk import TradingClient
from botspec.adapters.alpaca.times import clock_skew
from botspec.adapters.system.origin import live
from botspec.adapters.system.secret import Credentials
from botspec.gates.facts import AccountFacts
from botspec.gates.token import PapersPassed
from botspec.ports.broker import Unavailable

QUICK = timedelta(seconds=2)
"""An answer that took longer says too little of a clock that may be 2 s off."""


def account_facts(asked: PapersPassed, credentials: Credentials, now: Callable[[], datetime]) -> AccountFacts:
    """Account, then clock, over a session that lets nothing else through. Raises Unavailable, CredentialsRefused."""
    connection = connect.trading(live(asked), credentials)
    try:
        return _told(connection, now)
    finally:
        connection.close()


def _told(connection: Connection[TradingClient], now: Callable[[], datetime]) -> AccountFacts:
    raw = connection.read("reading the account", lambda client: client.get("/account"))
    try:
        number, status, blocked = read_identity(raw)
    except Malformed as error:
        raise Unavailable(f"Alpaca's account answered with {error}") from None
    skew = clock_skew(connection, now, QUICK)
    if skew is None:
        raise Unavailable(f"Alpaca took more than {QUICK.total_seconds():.0f} s to say what time it is")
    return AccountFacts(number, status, blocked, skew.total_seconds())
