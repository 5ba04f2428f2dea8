"""Who is listening, and to what."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from botspec.simulator.streams.codec import Message
from botspec.simulator.streams.data import DataSession
from botspec.simulator.streams.mailbox import Mailbox
from botspec.simulator.streams.trading import UPDATES, TradingSession

if TYPE_CHECKING:
    from botspec.simulator.chaos.streams import StreamChaos


class Hub:
    """Passes on what happens. Nothing is kept for those who come later: at Alpaca nothing is either."""

    def __init__(self, chaos: StreamChaos | None = None) -> None:
        self.chaos = chaos
        self.trading: list[TradingSession] = []
        self.data: list[DataSession] = []

    def __bool__(self) -> bool:
        return bool(self.trading or self.data)

    def update(self, told: Message) -> None:
        """A change of an order."""
        for session in self.trading:
            if session.listening:
                self._put(session.mailbox, session.told(told), f"trade_updates {told['event']} {told['order']['id']}")

    def market(self, market: str, batch: list[Message]) -> None:
        """Messages of one moment."""
        for session in self.data:
            wanted = session.wanted(batch) if session.feed.market == market else []
            if wanted:
                self._put(session.mailbox, wanted, f"{session.feed.path} {wanted[0]['T']} {wanted[0]['S']}")

    def _put(self, mailbox: Mailbox, content: object, target: str) -> None:
        if self.chaos is None:
            mailbox.put(content)
        else:
            self.chaos.put(mailbox, content, target)

    def wants(self, market: str, channel: str) -> bool:
        """True when anybody asked for anything of that channel."""
        return any(
            session.feed.market == market and session.subscriptions.symbols.get(channel) for session in self.data
        )

    def listening(self) -> dict[str, int]:
        """How many hear something, by path."""
        paths = [session.feed.path for session in self.data if any(session.subscriptions.symbols.values())]
        paths += [UPDATES for session in self.trading if session.listening]
        return dict(Counter(paths))

    def connected(self, path: str) -> int:
        """How many have authenticated at an endpoint."""
        return sum(session.authenticated and session.feed.path == path for session in self.data)
