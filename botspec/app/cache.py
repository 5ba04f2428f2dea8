"""What history is kept on this machine, and forgetting it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from botspec.adapters.files.archive import Found, files, read_file, symbol_of
from botspec.adapters.system.cache import cache_root
from botspec.market.moments import moment


@dataclass(frozen=True, slots=True)
class Kept:
    """One file: complete for the days `first` to `last`; None and no bars where it is damaged."""

    source: str
    feed: str
    adjustment: str
    timeframe: str
    symbol: str
    first: date | None
    last: date | None
    bars: int
    actions: int
    last_bar_at: datetime | None
    bytes: int
    fingerprint: str | None
    path: Path


@dataclass(frozen=True, slots=True)
class Which:
    """Only these; everything where a part is left out."""

    symbols: Collection[str] | None = None
    feed: str | None = None
    timeframe: str | None = None

    def takes(self, kept: Kept) -> bool:
        return (
            (self.symbols is None or kept.symbol in self.symbols)
            and self.feed in {None, kept.feed}
            and self.timeframe in {None, kept.timeframe}
        )


def kept(environment: Mapping[str, str], which: Which | None = None) -> list[Kept]:
    """What the cache holds, in the order of its folders."""
    wanted = which or Which()
    found = [
        _kept(path, shelf.source, shelf.feed, shelf.adjustment, shelf.timeframe)
        for shelf, path in files(cache_root(environment))
    ]
    return [each for each in found if wanted.takes(each)]


def clear(environment: Mapping[str, str], which: Which | None = None) -> list[Kept]:
    """Remove files, and give what they were. The next run asks again for what it needs."""
    gone = kept(environment, which)
    for each in gone:
        each.path.unlink(missing_ok=True)
    return gone


def _kept(path: Path, source: str, feed: str, adjustment: str, timeframe: str) -> Kept:
    found = read_file(path)
    last_bar = moment(int(found.held.bars.stamps[-1])) if found and len(found.held.bars.stamps) else None
    return Kept(
        source=source,
        feed=feed,
        adjustment=adjustment,
        timeframe=timeframe,
        symbol=symbol_of(path),
        first=found.held.days.first if found else None,
        last=found.held.days.last if found else None,
        bars=_count(found, "bars"),
        actions=_count(found, "actions"),
        last_bar_at=last_bar,
        bytes=path.stat().st_size,
        fingerprint=found.fingerprint if found else None,
        path=path,
    )


def _count(found: Found | None, what: str) -> int:
    if found is None:
        return 0
    return len(found.held.bars.stamps) if what == "bars" else len(found.held.actions)
