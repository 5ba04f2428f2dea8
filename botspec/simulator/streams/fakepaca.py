"""The test stream: one made-up symbol that trades at any hour."""

from __future__ import annotations

from botspec.simulator.streams.codec import At, Message
from botspec.simulator.streams.data import DataSession

SYMBOL = "FAKEPACA"
PRICE = 133.4
SECOND, MINUTE, DAY = 10**9, 60 * 10**9, 86_400 * 10**9


def messages(at: int) -> list[Message]:
    """A trade, a quote and the bars around `at` (UTC nanoseconds)."""
    trade = {
        "T": "t",
        "S": SYMBOL,
        "i": at // SECOND,
        "x": "N",
        "p": PRICE,
        "s": 100,
        "c": ["@"],
        "z": "C",
        "t": At(at),
    }
    sides = {"bx": "O", "bp": PRICE - 0.4, "bs": 1, "ax": "R", "ap": PRICE + 0.4, "as": 1}
    quote = {"T": "q", "S": SYMBOL, **sides, "c": ["R"], "z": "C", "t": At(at)}
    bar = {"S": SYMBOL, "o": PRICE, "h": PRICE, "l": PRICE, "c": PRICE, "v": 100, "n": 1, "vw": PRICE}
    minute, day = At(at // MINUTE * MINUTE), At(at // DAY * DAY)
    return [trade, quote, {"T": "b", **bar, "t": minute}, {"T": "u", **bar, "t": minute}, {"T": "d", **bar, "t": day}]


def tell(session: DataSession, at: int) -> None:
    """What the subscriber of the test stream hears now."""
    if session.feed.market == "test":
        session.hear(messages(at))
