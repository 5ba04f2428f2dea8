"""Mail, chats and phones by apprise, where it is installed."""

from __future__ import annotations

import logging
from urllib.parse import unquote

from botspec.adapters.notify.outbox import Send, Undelivered
from botspec.adapters.notify.webhook import BROKER, AddressRefused
from botspec.domain.messages import Message
from botspec.market.calendar import NEW_YORK

_URGENCY = {"halt": "failure", "error": "failure", "headroom": "warning", "fill": "success"}


def service(url: str) -> Send:
    """Sends to an address of apprise (mailto://, tgram://, ...). Raises AddressRefused."""
    if BROKER in unquote(unquote(url)).lower():
        raise AddressRefused("messages never go to the broker")
    try:
        import apprise
    except ImportError:
        raise AddressRefused("only https:// is built in; for other services: pip install 'botspec[notify]'") from None
    _hush()
    services = apprise.Apprise(asset=apprise.AppriseAsset(app_id="botspec", storage_mode="memory"))
    try:
        known = services.add(url)
    except Exception as error:  # noqa: BLE001  whatever one of its hundred services does, positions are looked after
        raise AddressRefused(f"apprise cannot use it ({type(error).__name__})") from None
    if not known:  # says False, and nothing else
        raise AddressRefused("apprise does not know this kind of address")
    for each in services:
        each.redirects = False  # a message goes where it was said to go

    def send(message: Message) -> None:
        urgency = _URGENCY.get(message.event, "info")
        if not services.notify(title=message.title, body=_body(message), notify_type=urgency):
            raise Undelivered("no answer, or the service refused it")

    return send


def _body(message: Message) -> str:
    stamp = f"{message.at.astimezone(NEW_YORK):%Y-%m-%d %H:%M:%S} New York"
    return f"{message.text}\n{stamp}, journal {message.head}" if message.head else f"{message.text}\n{stamp}"


def _hush() -> None:
    """What apprise and urllib3 log has addresses in it."""
    logging.getLogger("apprise").disabled = True
    logging.getLogger("urllib3").setLevel(logging.INFO)
