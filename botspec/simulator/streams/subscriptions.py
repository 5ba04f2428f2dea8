"""Which channels of a feed a client hears, and of which symbols."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

STOCK_CHANNELS = (
    "trades",
    "quotes",
    "bars",
    "updatedBars",
    "dailyBars",
    "statuses",
    "lulds",
    "imbalances",
    "corrections",
    "cancelErrors",
)
CRYPTO_CHANNELS = ("trades", "quotes", "orderbooks", "bars", "updatedBars", "dailyBars")
NEWS_CHANNELS = ("news",)
CHANNEL = {
    "t": "trades",
    "q": "quotes",
    "b": "bars",
    "u": "updatedBars",
    "d": "dailyBars",
    "s": "statuses",
    "l": "lulds",
    "i": "imbalances",
    "c": "corrections",
    "x": "cancelErrors",
    "o": "orderbooks",
}
WITH_TRADES = ("corrections", "cancelErrors")
COUNTED = ("trades", "quotes")
EVERYTHING = "*"


class Malformed(ValueError):
    """A subscription that is not a list of symbols a channel."""


class UnknownChannel(ValueError):
    """A channel that the feed does not have."""


@dataclass(slots=True)
class Subscriptions:
    """Symbols by channel, in the order in which they were asked for."""

    channels: tuple[str, ...]
    symbols: dict[str, list[str]] = field(default_factory=dict)

    def asked(self, message: Mapping[str, object]) -> dict[str, list[str]]:
        """What a message names. Raises Malformed, UnknownChannel."""
        found: dict[str, list[str]] = {}
        for channel, symbols in message.items():
            if channel == "action" or symbols is None:
                continue
            if channel not in self.channels:
                raise UnknownChannel(channel)
            if not isinstance(symbols, list | tuple) or not all(isinstance(symbol, str) for symbol in symbols):
                raise Malformed(channel)
            found[channel] = list(symbols)
        if "trades" in found:
            found.update({name: found["trades"] for name in WITH_TRADES if name in self.channels})
        return found

    def with_more(self, asked: Mapping[str, list[str]]) -> Subscriptions:
        """These and what was asked for."""
        together = {name: list(symbols) for name, symbols in self.symbols.items()}
        for channel, symbols in asked.items():
            known = together.setdefault(channel, [])
            known.extend(symbol for symbol in dict.fromkeys(symbols) if symbol not in known)
        return Subscriptions(self.channels, together)

    def without(self, asked: Mapping[str, list[str]]) -> Subscriptions:
        """These less what was given up."""
        left = {
            name: [symbol for symbol in symbols if symbol not in asked.get(name, ())]
            for name, symbols in self.symbols.items()
        }
        return Subscriptions(self.channels, left)

    @property
    def counted(self) -> int:
        """How many symbols the plan's limit counts: trades and quotes, a star as one."""
        return sum(len(self.symbols.get(channel, ())) for channel in COUNTED)

    def hears(self, channel: str, symbol: str) -> bool:
        """True for what the client asked for."""
        wanted = self.symbols.get(channel, ())
        return symbol in wanted or EVERYTHING in wanted

    def told(self) -> dict[str, object]:
        """The acknowledgement: every channel of the feed."""
        return {"T": "subscription", **{name: self.symbols.get(name, []) for name in self.channels}}
