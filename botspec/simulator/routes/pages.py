"""Pages of market data: by symbol, then by time, with one limit over all symbols."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

from botspec.market.moments import nanoseconds
from botspec.simulator.asking import Asked, Bad
from botspec.simulator.hours import hours_of
from botspec.simulator.simulation import Simulation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

USUAL, MOST = 1000, 10_000
Json = dict[str, Any]


class Stretch(Protocol):
    """A symbol's data in the order of time; `keys` are what a page goes on from."""

    def __len__(self) -> int: ...

    @property
    def keys(self) -> NDArray[np.int64]: ...


Data = TypeVar("Data", bound="Takes")


class Takes(Stretch, Protocol):
    """What can be cut."""

    def take(self, index: slice, /) -> Self:
        """Some of it, in that order."""
        ...


def page(
    asked: Asked, symbols: Sequence[str], of: Callable[[str], Data], render: Callable[[Data], list[Json]]
) -> tuple[dict[str, list[Json]], str | None]:
    """Up to `limit` in all, and the token of the next page."""
    left = asked.count("limit", USUAL, MOST)
    descending = _descending(asked)
    begin, after = _resume(asked)
    found: dict[str, list[Json]] = {}
    end = (begin, after or 0)
    for symbol in sorted(set(symbols)):
        if symbol < begin:
            continue
        rest = _rest(of(symbol), after if symbol == begin else None, descending=descending)
        part = rest.take(slice(0, left))
        if len(part):
            found[symbol] = render(part)
            left -= len(part)
            end = (symbol, int(part.keys[-1]))
        if len(part) < len(rest):
            return found, _token(*end)
    return found, None


def period(sim: Simulation, asked: Asked) -> tuple[int, int]:
    """From start to end; today up to now where nothing is said."""
    today: datetime = hours_of(sim.tape.symbols).day(sim.now)
    start = asked.moment("start") or today
    end = asked.moment("end", end_of_day=True) or sim.now
    return nanoseconds(start), nanoseconds(end)


def _rest(whole: Data, after: int | None, *, descending: bool) -> Data:
    """What the pages before have not shown, in the order asked for."""
    if after is not None:
        shown = int((whole.keys < after).sum()) if descending else int((whole.keys <= after).sum())
        whole = whole.take(slice(None, shown) if descending else slice(shown, None))
    return whole.take(slice(None, None, -1)) if descending else whole


def _descending(asked: Asked) -> bool:
    sort = asked.query.get("sort") or "asc"
    if sort not in {"asc", "desc"}:
        raise Bad(f"invalid sort: {sort}")
    return sort == "desc"


def _token(symbol: str, key: int) -> str:
    return base64.urlsafe_b64encode(f"{symbol}|{key}".encode()).decode()


def _resume(asked: Asked) -> tuple[str, int | None]:
    """The last symbol and key of the page before."""
    token = asked.query.get("page_token")
    if not token:
        return "", None
    try:
        symbol, key = base64.urlsafe_b64decode(token.encode()).decode().split("|")
        return symbol, int(key)
    except (ValueError, binascii.Error):
        raise Bad("invalid page_token") from None
