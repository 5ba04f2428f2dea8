"""Days as each market has them: sessions of the exchange in New York, or UTC days without an end for coins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from botspec.exchange.legality import is_crypto
from botspec.market.calendar import session_on
from botspec.market.moments import nanoseconds

NEW_YORK = ZoneInfo("America/New_York")


@dataclass(frozen=True, slots=True)
class Hours:
    """When a day of the market begins, and when it is over."""

    zone: tzinfo
    around_the_clock: bool

    def midnight(self, ordinal: int) -> int:
        """UTC nanoseconds at which the day of that date ordinal begins: the stamp of its daily bar."""
        return nanoseconds(datetime.combine(date.fromordinal(ordinal), time.min, self.zone))

    def ends(self, ordinal: int, last_close: int) -> int:
        """When a day is over: not before its last bar has closed."""
        if self.around_the_clock:
            return max(self.midnight(ordinal + 1), last_close)
        session = session_on(date.fromordinal(ordinal))
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


STOCKS = Hours(NEW_YORK, around_the_clock=False)
COINS = Hours(UTC, around_the_clock=True)


def hours_of(symbols: Sequence[str]) -> Hours:
    """Of coins when the first symbol is a pair; both in one account is refused before."""
    return COINS if symbols and is_crypto(symbols[0]) else STOCKS
