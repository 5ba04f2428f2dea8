"""An account as it is now, for people who compare: read completely, nothing changed."""

from __future__ import annotations

from datetime import datetime

from botspec.adapters.alpaca import connect
from botspec.adapters.alpaca.broker import AlpacaBroker
from botspec.adapters.alpaca.orders import Malformed, mapping
from botspec.adapters.system.origin import Origin
from botspec.adapters.system.secret import Credentials
from botspec.domain.account import AccountSnapshot
from botspec.ports.broker import Unavailable


def look(
    origin: Origin, credentials: Credentials, prefix: str, now: datetime
) -> tuple[AccountSnapshot, dict[str, object]]:
    """Positions and open orders, and the account's settings. Raises Unavailable, CredentialsRefused."""
    connection = connect.trading(origin, credentials)
    try:
        broker = AlpacaBroker(connection, prefix=prefix, since=now, booked=(), note=lambda _: None)
        raw = connection.read("reading the settings", lambda client: client.get("/account/configurations"))
        return broker.snapshot(), dict(mapping(raw))
    except Malformed as error:
        raise Unavailable(f"Alpaca's settings answered with {error}") from None
    finally:
        connection.close()
