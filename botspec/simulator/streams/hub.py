"""Who is listening, and to what."""

from __future__ import annotations

from botspec.simulator.streams.codec import Message
from botspec.simulator.streams.data import DataSession
from botspec.simulator.streams.trading import TradingSession


class Hub:
    """Passes on what happens. Nothing is kept for those who come later: at Alpaca nothing is either."""

    def __init__(self) -> None:
        self.trading: list[TradingSession] = []
        self.data: list[DataSession] = []

    def __bool__(self) -> bool:
        return bool(self.trading or self.data)

    def update(self, told: Message) -> None:
        """A change of an order."""
        for session in self.trading:
            session.hear(told)

    def market(self, market: str, batch: list[Message]) -> None:
        """Messages of one moment."""
        for session in self.data:
            if session.feed.market == market:
                session.hear(batch)

    def wants(self, market: str, channel: str) -> bool:
        """True when anybody asked for anything of that channel."""
        return any(
            session.feed.market == market and session.subscriptions.symbols.get(channel) for session in self.data
        )

    def connected(self, path: str) -> int:
        """How many have authenticated at an endpoint."""
        return sum(session.authenticated and session.feed.path == path for session in self.data)
