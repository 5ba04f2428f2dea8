"""Mail, chats and phones by apprise, where it is installed."""

from __future__ import annotations

from botspec.adapters.notify.messenger import Send, Undelivered
from botspec.adapters.notify.webhook import AddressRefused
from botspec.domain.messages import Message


def service(url: str) -> Send:
    """Sends to an address of apprise (mailto://, tgram://, ...). Raises AddressRefused."""
    try:
        import apprise
    except ImportError:
        raise AddressRefused("only https:// is built in; for other services: pip install 'botspec[notify]'") from None
    services = apprise.Apprise()
    if not services.add(url):  # says False, and nothing else
        raise AddressRefused("apprise does not know this kind of address")

    def send(message: Message) -> None:
        if not services.notify(title=message.title, body=message.text):
            raise Undelivered("the service refused it")

    return send
