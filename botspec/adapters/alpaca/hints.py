"""ports.hints.Hints over Alpaca's streams: trade updates always, bars where they are minutes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from queue import Queue

import numpy as np

from botspec.adapters.alpaca.bars import KEYS, sound
from botspec.adapters.alpaca.dialects import ORDERS, MarketData, Message, TradeUpdates
from botspec.adapters.alpaca.stream import Stream, drained
from botspec.adapters.alpaca.timeframes import Slot, core_of, slots
from botspec.adapters.system.origin import Origin, stream_url
from botspec.adapters.system.secret import Credentials
from botspec.market.hours import REGULAR, Hours
from botspec.market.moments import nanoseconds
from botspec.market.slice import Slice
from botspec.ports.hints import Heard, StreamHealth

MINUTE = "1Min"
COINS = "v1beta3/crypto/us"
_ROOM = 100_000
_KEPT = 3  # newest minutes whose bars are kept


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the streams are."""

    orders: str
    bars: str

    @classmethod
    def of(cls, trading: Origin, data: Origin, feed: str, hours: Hours = REGULAR) -> Addresses:
        """Raises HostRefused where an origin has no stream yet."""
        bars = COINS if hours.always else f"v2/{feed}"
        return cls(stream_url(trading, "stream"), stream_url(data, bars))


class AlpacaHints:
    """Starts its streams at once; `ring` wakes the loop, `minutes` says that bars of minutes are wanted."""

    def __init__(
        self,
        addresses: Addresses,
        credentials: Credentials,
        symbols: Sequence[str],
        *,
        minutes: bool,
        hours: Hours = REGULAR,
        ring: Callable[[], None] = lambda: None,
    ) -> None:
        self._sink: Queue[tuple[str, Message | None]] = Queue(_ROOM)
        self._board = Board(tuple(symbols), hours)
        self._streams = [Stream(addresses.orders, TradeUpdates(), credentials, self._sink, ring)]
        if minutes:
            bars = MarketData(tuple(symbols))
            self._streams.append(Stream(addresses.bars, bars, credentials, self._sink, ring))
        for stream in self._streams:
            stream.start()

    def waiting(self) -> bool:
        return not self._sink.empty()

    def hear(self) -> Heard:
        orders = connected = any(stream.lost for stream in self._streams)
        for stream in self._streams:
            stream.lost = False
        for name, message in drained(self._sink):
            if message is None:
                connected = True
            elif name == ORDERS:
                orders = True
            else:
                self._board.take(message)
        return Heard(orders, connected)

    def bars(self, at: datetime) -> Slice | None:
        return self._board.slice(at)

    def health(self) -> Sequence[StreamHealth]:
        return [_health(stream) for stream in self._streams]

    def close(self) -> None:
        for stream in self._streams:
            stream.close()


def _health(stream: Stream) -> StreamHealth:
    quiet = timedelta(seconds=stream.unheard())
    if not stream.alive:
        return StreamHealth(stream.name, connected=False, unheard=quiet, why=stream.why or "its thread ended")
    return StreamHealth(stream.name, stream.connected, quiet, stream.why)


class Board:
    """Bars of the newest minutes as they come, by the moment they closed."""

    def __init__(self, symbols: tuple[str, ...], hours: Hours = REGULAR) -> None:
        self._symbols = symbols
        self._hours = hours
        self._columns = {symbol: column for column, symbol in enumerate(symbols)}
        self._minutes: dict[int, tuple[Slot, dict[int, Message]]] = {}
        self._known: dict[str, Slot | None] = {}

    def take(self, message: Message) -> None:
        """A bar, or a better one for the same minute."""
        column, slot = self._columns.get(str(message.get("S"))), self._slot(str(message.get("t")))
        if column is None or slot is None:
            return
        if slot.closed_at not in self._minutes:
            self._minutes[slot.closed_at] = (slot, {})
            for old in sorted(self._minutes)[:-_KEPT]:
                del self._minutes[old]
        if slot.closed_at in self._minutes:
            self._minutes[slot.closed_at][1][column] = message

    def slice(self, at: datetime) -> Slice | None:
        """Complete and sound, or None: what cannot be is left to the broker's own list."""
        found = self._minutes.get(nanoseconds(at))
        if found is None or len(found[1]) < len(self._symbols):
            return None
        slot, bars = found
        in_order = [bars[column] for column in range(len(bars))]
        try:
            values = np.array([[bar.get(key) for bar in in_order] for key in KEYS], dtype=np.float64)
        except (TypeError, ValueError, OverflowError):
            return None
        if not sound(values).all():
            return None
        return Slice(self._symbols, slot.opened_at, slot.closed_at, slot.session, *values)

    def _slot(self, stamp: str) -> Slot | None:
        if stamp not in self._known:
            self._known = {stamp: _slot(stamp, self._hours)}  # a minute's bars come together
        return self._known[stamp]


def _slot(stamp: str, hours: Hours) -> Slot | None:
    try:
        core = core_of(stamp, hours)
        return None if core is None else slots(MINUTE, (core,), hours)(stamp)
    except ValueError:
        return None
