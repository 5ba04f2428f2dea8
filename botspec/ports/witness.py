"""Who keeps what a run by the clock decided on, so that it can be decided again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from botspec.market.panel import CorporateAction, Panel
    from botspec.market.slice import Slice


class Witness(Protocol):
    """Told just before anything is decided; never in the way of what is."""

    def history(self, panel: Panel, at: datetime) -> None:
        """The bars of a start."""
        ...

    def bars(self, bars: Slice, actions: Sequence[CorporateAction], instant: datetime) -> None:
        """The bars of an instant, and the corporate actions that came with them."""
        ...

    def prices(self, what: str, prices: Mapping[str, float], at: datetime) -> None:
        """Last prices, USD, looked at for `what`: open, heartbeat or deadline."""
        ...


class NoWitness:
    """Keeps nothing: back-tests and simulations have their bars elsewhere."""

    def history(self, panel: Panel, at: datetime) -> None: ...

    def bars(self, bars: Slice, actions: Sequence[CorporateAction], instant: datetime) -> None: ...

    def prices(self, what: str, prices: Mapping[str, float], at: datetime) -> None: ...


NO_WITNESS = NoWitness()
