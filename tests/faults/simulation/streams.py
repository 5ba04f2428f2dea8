"""Streams in virtual time: real bars boards and hints, with messages that are lost, doubled, late or never come."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from botspec.adapters.alpaca.hints import Board
from botspec.market.moments import moment
from botspec.market.slice import Slice
from botspec.ports.hints import Heard, StreamHealth
from tests.faults.simulation.network import Network
from tests.faults.simulation.plan import STREAM_FAULTS

MUTE_NOTICED = timedelta(seconds=30)


@dataclass(slots=True)
class VirtualStreams:
    """ports.hints.Hints over what the simulator does, looked at whenever it is asked."""

    network: Network
    board: Board = field(init=False)
    _dice: random.Random = field(init=False)
    injected: Counter[str] = field(default_factory=Counter)
    _mute_since: datetime | None = None
    _closed: bool = False
    _anew: bool = True
    _orders: bool = False
    _told: dict[str, object] = field(default_factory=dict)
    _row: int = 0
    _held: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        panel = self.network.simulation.venue.panel
        self.board = Board(panel.symbols)
        self._dice = self.network.schedule.dice(f"streams {self.network.count}")
        self._row = self.network.simulation.venue.closed_rows

    def waiting(self) -> bool:
        self._look()
        return self._orders or self._anew

    def hear(self) -> Heard:
        self._look()
        heard = Heard(self._orders or self._anew, self._anew)
        self._orders = self._anew = False
        return heard

    def bars(self, at: datetime) -> Slice | None:
        self._look()
        return self.board.slice(at)

    def health(self) -> Sequence[StreamHealth]:
        mute = timedelta(0) if self._mute_since is None else self.network.now - self._mute_since
        return [StreamHealth(name, not self._closed, mute, "") for name in ("orders", "bars")]

    def close(self) -> None:
        """Nothing is open."""

    # ---- inside

    def _look(self) -> None:
        if self._silent():
            return
        for order in self.network.simulation.exchange.orders():
            if self._told.get(order.id) != order:
                self._told[order.id] = order
                self._orders = self._orders or self._passes() > 0
        venue = self.network.simulation.venue
        while self._row < venue.closed_rows:
            self._print(self._row)
            self._row += 1

    def _silent(self) -> bool:
        """A mute stream is connected again once it was noticed, a closed one at once."""
        if self._closed:
            self._closed, self._anew = False, True
        if self._mute_since is None:
            return False
        if self.network.now - self._mute_since < MUTE_NOTICED and not self.network.calm:
            return True
        self._mute_since, self._anew = None, True
        return False

    def _passes(self) -> int:
        """How often the next message comes."""
        if self.network.calm:
            return 1
        point = self._dice.random()
        for name in STREAM_FAULTS:
            rate = self.network.schedule.rates.get(name, 0.0)
            if rate and point < rate:
                self.injected[name] += 1
                return self._faulty(name)
            point -= rate
        return 1

    def _faulty(self, name: str) -> int:
        if name == "stream_mute":
            self._mute_since = self.network.now
        if name == "stream_close":
            self._closed = True
        return {"stream_duplicate": 2, "stream_reorder": -1, "stream_malformed": -2}.get(name, 0)

    def _print(self, row: int) -> None:
        panel = self.network.simulation.venue.panel
        stamp = moment(int(panel.opened_at[row])).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        for column, symbol in enumerate(panel.symbols):
            values = {k: float(getattr(panel, n)[row, column]) for k, n in KEYS.items()}
            message: dict[str, Any] = {"T": "b", "S": symbol, "t": stamp, **values}
            times = self._passes()
            if times == -1:
                self._held.append(message)
                continue
            if times == -2:
                message["c"] = None
            for each in [message] * abs(times) + self._held:
                self.board.take(each)
            self._held = []


KEYS = {"o": "open", "h": "high", "l": "low", "c": "close", "v": "volume"}
