"""The places botspec may talk to."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

PAPER_TRADING = "https://paper-api.alpaca.markets/"
MARKET_DATA = "https://data.alpaca.markets/"
_LOOPBACK = "127.0.0.1"


class HostRefused(Exception):
    """A request to a place that is not this session's origin; raised before a byte is written."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port with the trailing slash: Alpaca paper, Alpaca data or this machine; no other exists."""

    url: str

    def __post_init__(self) -> None:
        if self.url not in {PAPER_TRADING, MARKET_DATA} and not self.local:
            raise HostRefused(f"{urlsplit(self.url).hostname} is not a host botspec may talk to")

    @property
    def base(self) -> str:
        """As alpaca-py wants it: without the trailing slash."""
        return self.url.removesuffix("/")

    @property
    def local(self) -> bool:
        """True for a server on this machine."""
        port = self.url.removeprefix(f"http://{_LOOPBACK}:").removesuffix("/")
        return port.isascii() and port.isdigit() and self.url == f"http://{_LOOPBACK}:{port}/"


def loopback(port: int) -> Origin:
    """The origin of a simulator on this machine."""
    return Origin(f"http://{_LOOPBACK}:{port}/")
