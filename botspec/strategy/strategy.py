"""What every strategy is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from botspec.market.panel import Panel
    from botspec.strategy.signals import SignalColumns


class Strategy(Protocol):
    """A pure function from history to signals."""

    @property
    def kind(self) -> str:
        """Its name in a spec."""
        ...

    @property
    def warmup(self) -> int:
        """Bars of a symbol before its first decision."""
        ...

    def signals(self, panel: Panel, since: int = 0, beside: Panel | None = None) -> SignalColumns:
        """Signals at every row of `panel`; rows before `since` are left unknown, which is cheaper.

        `beside` has the same rows and the symbols that are looked at, not traded: the benchmark.

        A row's signals depend on nothing after it: `panel.upto(t + 1)` gives the same bits at row t.
        """
        ...
