"""The bar under way: what it has opened so far, and how the exits that are sent at once for it meet its rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from botspec.exchange.book import Working
from botspec.market.moments import nanoseconds

if TYPE_CHECKING:
    from botspec.market.slice import Slice

AT_ONCE = timedelta(microseconds=1)
"""How much later than an event what answers it comes, and how long before its close a bar's reach is known."""
_AT_ONCE_NS = 1000


@dataclass(slots=True)
class Inside:
    """`at_open` and `within` are symbols in which something was opened at the bar's open, and inside it.

    Of those `within`, whether the entry was a stop: then what lies beyond it came later. `reached` is the close of the
    bar whose reach has been matched, UTC nanoseconds; orders from number `late` on have come since.
    """

    at_open: set[str] = field(default_factory=set)
    within: dict[str, bool] = field(default_factory=dict)
    reached: int = 0
    late: int = 0

    def begin(self) -> None:
        """Another bar."""
        if self.at_open or self.within:
            self.at_open.clear()
            self.within.clear()

    def opened(self, entry: Working, *, within: bool) -> None:
        """An entry has filled."""
        if within:
            self.within[entry.symbol] = entry.on_the_way
        else:
            self.at_open.add(entry.symbol)

    def joins(self, working: Working, bars: Slice, at: datetime) -> bool:
        """Let an exit that came at once for what this bar opened meet its rest; True when nothing else is known of it.

        After an entry at the open that is the whole bar. After one inside it a stop counts as touched later, and a
        limit only where the close shows it.
        """
        if working.opens:
            return False
        if working.symbol in self.within:
            working.since, working.entered_in = bars.opened_at, bars.closed_at
            working.on_the_way = self.within[working.symbol]
            return working.limit is not None or working.waits
        if working.symbol in self.at_open and nanoseconds(at) - bars.opened_at <= _AT_ONCE_NS:
            working.since = bars.opened_at
        return False
