"""Where bars come from while a run lives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from botspec.domain.rows import QualityRow
from botspec.market.panel import CorporateAction, Panel
from botspec.market.slice import Slice


class Feed(Protocol):
    """Bars of a fixed list of symbols and one timeframe. Every method may raise `ports.broker.Unavailable`."""

    def history(self, until: datetime) -> Panel:
        """Closed bars from the run's anchor up to and including `until`, with corporate actions known by then."""
        ...

    def closed(self, at: datetime) -> Slice | None:
        """The bars that closed at exactly `at` (missing symbols are NaN); None when there is not one of them."""
        ...

    def actions(self, at: datetime) -> Sequence[CorporateAction]:
        """Corporate actions with ex-date on the session of `at`."""
        ...

    def quality(self) -> tuple[QualityRow, ...]:
        """What was peculiar about the bars read so far."""
        ...

    def prices(self, symbols: Sequence[str], at: datetime) -> Mapping[str, float]:
        """Last trade prices in the session under way at `at`; a symbol not traded in it is absent, never stale."""
        ...
