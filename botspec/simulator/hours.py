"""Days as each market has them: sessions of the exchange in New York, or UTC days without an end for coins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from botspec.market.hours import ALWAYS, EXTENDED, REGULAR, core_hours
from botspec.market.hours import Hours as Market
from botspec.market.moments import nanoseconds


@dataclass(frozen=True, slots=True)
class Hours:
    """When a day of the market begins, and when it is over."""

    market: Market

    @property
    def zone(self) -> tzinfo:
        """Where the market's days turn."""
        return self.market.zone

    @property
    def around_the_clock(self) -> bool:
        """True for coins."""
        return self.market.always

    def midnight(self, ordinal: int) -> int:
        """UTC nanoseconds at which the day of that date ordinal begins: the stamp of its daily bar."""
        return nanoseconds(datetime.combine(date.fromordinal(ordinal), time.min, self.zone))

    def ends(self, ordinal: int, last_close: int) -> int:
        """When a day is over: not before its last bar has closed."""
        session = self.market.session_on(date.fromordinal(ordinal))
        return last_close if session is None else max(nanoseconds(session.closes_at), last_close)

    def day(self, at: datetime) -> datetime:
        """The midnight that `at` follows."""
        return datetime.combine(at.astimezone(self.zone).date(), time.min, self.zone)

    def week(self, ordinal: int) -> int:
        """The ordinal of the Monday."""
        return ordinal - (ordinal - 1) % 7

    def months(self, ordinal: int, count: int) -> int:
        """The ordinal of the first day of its stretch of `count` months."""
        day = date.fromordinal(ordinal)
        return day.replace(month=(day.month - 1) // count * count + 1, day=1).toordinal()


STOCKS, EXTENDED_STOCKS, COINS = Hours(REGULAR), Hours(EXTENDED), Hours(ALWAYS)


def hours_of(symbols: Sequence[str], *, extended: bool = False) -> Hours:
    """Of coins when the first symbol is a pair; both in one account is refused before.

    With `extended`, the bars of stocks are from before the open and after the close too.
    """
    if core_hours(symbols).always:
        return COINS
    return EXTENDED_STOCKS if extended else STOCKS
