"""The places botspec may talk to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final
from urllib.parse import urlsplit

from botspec.gates.token import GatesPassed, PapersPassed, ReadsPassed

PAPER_TRADING = "https://paper-api.alpaca.markets/"
MARKET_DATA = "https://data.alpaca.markets/"
_LIVE_TRADING = "https://api.alpaca.markets/"
_DATA_STREAM = "stream.data.alpaca.markets"
_LOOPBACK = "127.0.0.1"


class HostRefused(Exception):
    """A request to a place that is not this session's origin; raised before a byte is written."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port with the trailing slash: Alpaca paper, Alpaca data or this machine."""

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


@final
@dataclass(frozen=True, slots=True)
class LiveOrigin(Origin):
    """Where real money is: made of the proof that gates were passed, and of nothing else."""

    proof: PapersPassed | ReadsPassed | GatesPassed

    def __post_init__(self) -> None:
        if self.url != _LIVE_TRADING or type(self.proof) not in {PapersPassed, ReadsPassed, GatesPassed}:
            raise HostRefused("the live host is reached through the gates only")

    @property
    def reads_only(self) -> bool:
        """True unless orders may leave."""
        return not isinstance(self.proof, GatesPassed)

    @property
    def two_reads_only(self) -> bool:
        """True until all gates are passed: account and clock may be read, nothing else."""
        return not isinstance(self.proof, ReadsPassed | GatesPassed)


def live(proof: PapersPassed | ReadsPassed | GatesPassed) -> LiveOrigin:
    """The live host, for as much as `proof` allows."""
    return LiveOrigin(_LIVE_TRADING, proof)


def stream_url(origin: Origin, path: str) -> str:
    """Where the streams of an origin are. Raises HostRefused for the live host where orders may not leave."""
    if isinstance(origin, LiveOrigin) and origin.reads_only:
        raise HostRefused("refused before connecting: streams wait for all gates")
    scheme = "ws" if origin.local else "wss"
    host = _DATA_STREAM if origin.url == MARKET_DATA else urlsplit(origin.url).netloc
    return f"{scheme}://{host}/{path}"


def is_live_host(url: str) -> bool:
    """True when a URL that somebody wrote down names the live host."""
    try:
        return urlsplit(url).hostname == urlsplit(_LIVE_TRADING).hostname
    except ValueError:
        return False


def loopback(port: int) -> Origin:
    """The origin of a simulator on this machine."""
    return Origin(f"http://{_LOOPBACK}:{port}/")
