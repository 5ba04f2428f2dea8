"""A bar that a late trade changes: told without it, and half a minute later as it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from botspec.simulator.chaos.chaos import Chaos
from botspec.simulator.later import Later
from botspec.simulator.streams.codec import Message

HALF_A_MINUTE = timedelta(seconds=30)
FAULT = "late_trade"


class LateTrades:
    """Tells `bars` less than everything, and `updatedBars` the rest: REST has the whole bar at once."""

    def __init__(self, chaos: Chaos, later: Later, tell: Callable[[list[Message]], None]) -> None:
        self._chaos = chaos
        self._later = later
        self._tell = tell

    def told(self, bar: Message, at: datetime) -> Message:
        """The bar as it is told at its close."""
        about = (bar["S"], bar["t"].nanoseconds)
        if self._chaos.calm or not self._chaos.happens(FAULT, *about):
            return bar
        share = self._chaos.draw("late share", *about)
        whole = {**bar, "T": "u"}
        self._later.put(at + HALF_A_MINUTE, lambda: self._tell([whole]))
        self._chaos.note(FAULT, f"{bar['S']} {at.isoformat()}", f"{share:.0%} of its volume came late")
        return {**bar, "v": type(bar["v"])(bar["v"] * (1 - share))}
