"""A message as JSON to one https address (http on this machine only): what Slack, Mattermost and Discord take."""

from __future__ import annotations

import http.client
import json
import ssl
from urllib.parse import SplitResult, urlsplit

from requests.utils import DEFAULT_CA_BUNDLE_PATH

from botspec.adapters.notify.outbox import Send, Undelivered
from botspec.domain.messages import Message

_SECONDS = 5.0
_HERE = frozenset({"127.0.0.1", "localhost"})
BROKER = "alpaca.markets"


class AddressRefused(Exception):
    """An address that messages never go to; says nothing of it but why."""


def webhook(url: str) -> Send:
    """Sends to `url`. Raises AddressRefused."""
    place = _checked(url)

    def send(message: Message) -> None:
        _post(place, _body(message))

    return send


def _checked(url: str) -> SplitResult:
    try:
        place = urlsplit(url)
        host, _ = place.hostname or "", place.port
    except ValueError:
        raise AddressRefused("it is no URL") from None
    if place.scheme != "https" and not (place.scheme == "http" and host in _HERE):
        raise AddressRefused("it must begin with https://")
    if not host or place.username is not None:
        raise AddressRefused("it has no host, or a user name in it")
    if host == BROKER or host.endswith(f".{BROKER}"):
        raise AddressRefused("messages never go to the broker")
    return place


def _body(message: Message) -> bytes:
    text = f"{message.title}\n{message.text}"
    told = {"event": message.event, "bot": message.bot, "mode": message.mode, "at": message.at.isoformat()}
    return json.dumps({"text": text, "content": text, "head": message.head, **told}).encode()


def _post(place: SplitResult, body: bytes) -> None:
    target = f"{place.path or '/'}{'?' + place.query if place.query else ''}"
    connection = _connection(place)
    try:
        connection.request("POST", target, body, {"Content-Type": "application/json", "User-Agent": "botspec"})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise Undelivered(f"no answer ({type(error).__name__})") from None
    finally:
        connection.close()
    if not 200 <= status < 300:  # noqa: PLR2004  what HTTP calls success; a redirect is none
        raise Undelivered(f"HTTP {status}")


def _connection(place: SplitResult) -> http.client.HTTPConnection:
    host = str(place.hostname)
    if place.scheme == "http":
        return http.client.HTTPConnection(host, place.port, timeout=_SECONDS)
    context = ssl.create_default_context(cafile=DEFAULT_CA_BUNDLE_PATH)
    return http.client.HTTPSConnection(host, place.port, timeout=_SECONDS, context=context)
