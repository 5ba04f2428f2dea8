"""Regular hours within a session that is traded before and after them: which orders may meet which bar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from botspec.market.calendar import session_on
from botspec.market.moments import nanoseconds

if TYPE_CHECKING:
    from botspec.market.slice import Slice


@dataclass(slots=True)
class Bells:
    """Regular open and close of a session in UTC nanoseconds; `outside` is True while a bar beyond them is under way.

    `opened` and `closed` say that the bell has been heard.
    """

    session: int = -1
    opens: int = 0
    closes: int = 0
    outside: bool = False
    opened: bool = False
    closed: bool = False

    def take(self, bars: Slice) -> tuple[bool, bool]:
        """A bar begins; whether it is the first of regular hours, and whether it is the first after them.

        Where the calendar has no session of that date, all hours are regular.
        """
        if bars.session != self.session:
            self._begin(bars)
        after = bars.opened_at >= self.closes
        self.outside = after or bars.opened_at < self.opens
        first, last = not self.outside and not self.opened, after and not self.closed
        self.opened, self.closed = self.opened or not self.outside, self.closed or after
        return first, last

    def _begin(self, bars: Slice) -> None:
        regular = session_on(date.fromordinal(bars.session))
        self.session, self.opened, self.closed = bars.session, False, False
        self.opens = bars.opened_at if regular is None else nanoseconds(regular.opens_at)
        self.closes = 2**62 if regular is None else nanoseconds(regular.closes_at)
