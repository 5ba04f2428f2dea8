"""Named lists of symbols, kept with the account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from botspec.exchange.refusal import Refusal, invalid, not_found, unprocessable
from botspec.simulator.identity import action_id

LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Watchlist:
    """One list, in the order in which its symbols were added."""

    id: str
    name: str
    symbols: tuple[str, ...]
    created_at: datetime
    updated_at: datetime


class Watchlists:
    """By id; names are unique. Every method raises Refusal for what Alpaca refuses."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._made = 0
        self._lists: dict[str, Watchlist] = {}

    def all(self) -> tuple[Watchlist, ...]:
        """Oldest first."""
        return tuple(self._lists.values())

    def one(self, wanted: str) -> Watchlist:
        """By id."""
        if wanted not in self._lists:
            raise not_found(f"watchlist not found for {wanted}")
        return self._lists[wanted]

    def named(self, name: str) -> Watchlist:
        """By name."""
        found = next((each for each in self._lists.values() if each.name == name), None)
        if found is None:
            raise not_found(f"watchlist not found for {name}")
        return found

    def create(self, name: str, symbols: Sequence[str], at: datetime) -> Watchlist:
        """A new list."""
        self._check_name(name, None)
        self._made += 1
        made = Watchlist(action_id("watchlist", self._seed, self._made), name, tuple(dict.fromkeys(symbols)), at, at)
        self._lists[made.id] = made
        return made

    def update(self, wanted: str, name: str | None, symbols: Sequence[str] | None, at: datetime) -> Watchlist:
        """Another name, other symbols, or both."""
        known = self.one(wanted)
        if name is not None:
            self._check_name(name, wanted)
        kept = known.symbols if symbols is None else tuple(dict.fromkeys(symbols))
        return self._put(replace(known, name=name or known.name, symbols=kept, updated_at=at))

    def add(self, wanted: str, symbol: str, at: datetime) -> Watchlist:
        """One symbol more."""
        known = self.one(wanted)
        if symbol in known.symbols:
            raise unprocessable("duplicate symbol")
        return self._put(replace(known, symbols=(*known.symbols, symbol), updated_at=at))

    def remove(self, wanted: str, symbol: str, at: datetime) -> Watchlist:
        """One symbol less."""
        known = self.one(wanted)
        if symbol not in known.symbols:
            raise not_found(f"symbol not found: {symbol}")
        left = tuple(each for each in known.symbols if each != symbol)
        return self._put(replace(known, symbols=left, updated_at=at))

    def delete(self, wanted: str) -> None:
        """The whole list."""
        del self._lists[self.one(wanted).id]

    def _put(self, changed: Watchlist) -> Watchlist:
        self._lists[changed.id] = changed
        return changed

    def _check_name(self, name: str, but: str | None) -> None:
        if not name:
            raise invalid("watchlist name is required")
        if len(name) > LONGEST_NAME:
            raise invalid(f"watchlist name must be no more than {LONGEST_NAME} characters")
        if any(each.name == name and each.id != but for each in self._lists.values()):
            raise Refusal(422, 40010001, "watchlist name must be unique")
