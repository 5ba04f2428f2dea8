"""The words a spec chooses from, as enums."""

from __future__ import annotations

from enum import StrEnum


class Source(StrEnum):
    """Where bars come from."""

    SAMPLE = "sample"
    FILES = "files"
    ALPACA = "alpaca"


class Timeframe(StrEnum):
    """Width of a bar, as Alpaca writes it."""

    MINUTE = "1Min"
    MINUTES_5 = "5Min"
    MINUTES_15 = "15Min"
    MINUTES_30 = "30Min"
    HOUR = "1Hour"
    HOURS_4 = "4Hour"
    DAY = "1Day"
    WEEK = "1Week"
    MONTH = "1Month"

    @property
    def daily(self) -> bool:
        """True for bars of a whole session."""
        return self is Timeframe.DAY

    @property
    def seconds(self) -> int:
        """Width of an intraday bar, or a calendar day."""
        return _SECONDS[self]


_SECONDS = {
    Timeframe.MINUTE: 60,
    Timeframe.MINUTES_5: 300,
    Timeframe.MINUTES_15: 900,
    Timeframe.MINUTES_30: 1800,
    Timeframe.HOUR: 3600,
    Timeframe.DAY: 86_400,
}


class DataFeed(StrEnum):
    """Alpaca's stock feeds: all exchanges, or IEX alone."""

    SIP = "sip"
    IEX = "iex"


class Session(StrEnum):
    """When a bot may trade."""

    REGULAR = "regular"
    EXTENDED = "extended"
    ALWAYS = "always"


class Decide(StrEnum):
    """When rules are looked at."""

    BAR_CLOSE = "bar_close"
    BEFORE_CLOSE = "before_close"
    EVERY = "every"


class Submit(StrEnum):
    """When an order becomes working."""

    NOW = "now"
    AFTER_OPEN = "after_open"
    OPEN_AUCTION = "open_auction"
    CLOSE_AUCTION = "close_auction"


class PolicyType(StrEnum):
    """Order types of a policy; `domain.orders.OrderType` is what can be sent."""

    MARKET = "market"
    LIMIT = "limit"
    STOP = "stop"
    STOP_LIMIT = "stop_limit"
    TRAILING_STOP = "trailing_stop"


class Format(StrEnum):
    """Files a session report is written as."""

    HTML = "html"
    MD = "md"
    JSON = "json"
