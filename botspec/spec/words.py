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
    def intraday(self) -> bool:
        """True for bars that are shorter than a session."""
        return self.seconds < _SECONDS[Timeframe.DAY]

    @property
    def seconds(self) -> int:
        """Width of an intraday bar, a calendar day, a week or the longest month."""
        return _SECONDS[self]


_SECONDS = {
    Timeframe.MINUTE: 60,
    Timeframe.MINUTES_5: 300,
    Timeframe.MINUTES_15: 900,
    Timeframe.MINUTES_30: 1800,
    Timeframe.HOUR: 3600,
    Timeframe.HOURS_4: 14_400,
    Timeframe.DAY: 86_400,
    Timeframe.WEEK: 604_800,
    Timeframe.MONTH: 2_678_400,
}


class FileWidth(StrEnum):
    """Width of a bar in a file: of minutes up to a day; longer ones are made of these."""

    MINUTE = "1Min"
    MINUTES_5 = "5Min"
    MINUTES_15 = "15Min"
    MINUTES_30 = "30Min"
    HOUR = "1Hour"
    HOURS_4 = "4Hour"
    DAY = "1Day"


class DataFeed(StrEnum):
    """Alpaca's stock feeds: all exchanges, or IEX alone."""

    SIP = "sip"
    IEX = "iex"


class Zone(StrEnum):
    """Where the clock stands that wrote a time without a zone."""

    UTC = "utc"
    NEW_YORK = "new_york"


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


class OrderClass(StrEnum):
    """How an order hangs together with others, in Alpaca's words."""

    SIMPLE = "simple"
    BRACKET = "bracket"
    OCO = "oco"
    OTO = "oto"


class Unfilled(StrEnum):
    """What becomes of an order that waited too long."""

    CANCEL = "cancel"
    REPRICE = "reprice"
    MARKET = "market"


class Resting(StrEnum):
    """Exits that can wait at the broker."""

    STOP_LOSS = "stop_loss"
    TAKE_PROFIT = "take_profit"
    TRAILING_STOP = "trailing_stop"


class Per(StrEnum):
    """How long something is counted."""

    SESSION = "session"
    WEEK = "week"


class EntryScope(StrEnum):
    """Whose entries are counted together."""

    SYMBOL = "symbol"
    BOT = "bot"


class OwnScope(StrEnum):
    """What a guard watches that counts what is the bot's own."""

    SYMBOL = "symbol"
    BOT = "bot"


class Scope(StrEnum):
    """What a guard watches. It stops that symbol, or the bot: never another bot of the account."""

    SYMBOL = "symbol"
    BOT = "bot"
    ACCOUNT = "account"


class Window(StrEnum):
    """Since when something is counted."""

    SESSION = "session"
    WEEK = "week"
    START = "start"


class CooldownAfter(StrEnum):
    """What a cooldown follows."""

    STOP_LOSS = "stop_loss"
    LOSS = "loss"
    EXIT = "exit"


class WashSaleAction(StrEnum):
    """What is done about a wash sale."""

    WARN = "warn"
    BLOCK_ENTRIES = "block_entries"


class Existing(StrEnum):
    """What the first start does with positions it finds in its symbols."""

    REFUSE = "refuse"
    IGNORE = "ignore"
    ADOPT = "adopt"


class OnStop(StrEnum):
    """What becomes of positions when the bot is stopped."""

    KEEP = "keep"
    FLATTEN = "flatten"


class OnRemove(StrEnum):
    """What becomes of a position whose symbol left the spec."""

    REFUSE = "refuse"
    UNWIND = "unwind"
    ADOPT = "adopt"
    FREEZE = "freeze"


class AlertEvent(StrEnum):
    """What is worth a message."""

    HALT = "halt"
    ERROR = "error"
    FILL = "fill"
    SESSION_END = "session_end"
    HEADROOM = "headroom"


class Every(StrEnum):
    """How often something is done."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


class OnSession(StrEnum):
    """Which session of a week or month."""

    FIRST = "first_session"
    LAST = "last_session"


class Weighting(StrEnum):
    """How money is divided between what is held."""

    EQUAL = "equal"
    INVERSE_VOLATILITY = "inverse_volatility"
    SCORE = "score"


class SellRule(StrEnum):
    """Whether target weights may be reached by selling."""

    DRIFT = "drift"
    NEVER = "never"


class Format(StrEnum):
    """Files a session report is written as."""

    HTML = "html"
    MD = "md"
    JSON = "json"
