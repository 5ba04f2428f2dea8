"""The worst case in one symbol, on both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from botspec.domain.orders import Side
from botspec.domain.portfolio import Position
from botspec.domain.record import record

ZERO, NAN = Decimal(0), Decimal("NaN")


@record(frozen=True, slots=True)
class Exposure:
    """What is held, signed, in shares and USD, and what live orders may still buy and sell, at their worst prices.

    Buys and sells in flight are never set off against each other: either may fill without the other.
    """

    quantity: Decimal
    notional: Decimal
    buying: Decimal = ZERO
    buying_usd: Decimal = ZERO
    selling: Decimal = ZERO
    selling_usd: Decimal = ZERO

    @property
    def longest(self) -> Decimal:
        """Shares held once every buy has filled and no sell."""
        return self.quantity + self.buying

    @property
    def shortest(self) -> Decimal:
        """Shares held once every sell has filled and no buy; negative when short."""
        return self.quantity - self.selling

    @property
    def highest(self) -> Decimal:
        """The most the position may be worth, USD."""
        return self.notional + self.buying_usd

    @property
    def lowest(self) -> Decimal:
        """The least it may be worth, USD; negative when short."""
        return self.notional - self.selling_usd

    @property
    def shares(self) -> Decimal:
        """Shares on the worse side."""
        return max(self.longest, -self.shortest) if self._is_known else NAN

    @property
    def is_open(self) -> bool:
        """True unless nothing is held and nothing can come to be held; what is not a number is open."""
        return self.quantity != 0 or self.buying != 0 or self.selling != 0

    @property
    def usd(self) -> Decimal:
        """USD on the worse side."""
        if not self._is_known:
            return NAN
        if self.selling is ZERO and self.selling_usd is ZERO and self.notional >= 0 <= self.quantity:
            return max(self.notional + self.buying_usd, ZERO)  # nothing is short or may come to be
        return max(self._long, self._short)

    def is_reduced_by(self, side: Side, quantity: Decimal) -> bool:
        """True when an order can only shrink what is held, also when every other order on its side fills first."""
        if self is NOTHING_HELD:
            return quantity.is_finite() and quantity <= 0
        if not (quantity.is_finite() and self._is_known):
            return False
        return self.shortest - quantity >= 0 if side is Side.SELL else self.longest + quantity <= 0

    def with_order(self, side: Side, quantity: Decimal, usd: Decimal) -> Exposure:
        """With one more order that may fill."""
        held, notional, buying, buying_usd = self.quantity, self.notional, self.buying, self.buying_usd
        if side is Side.BUY:
            return Exposure(held, notional, buying + quantity, buying_usd + usd, self.selling, self.selling_usd)
        return Exposure(held, notional, buying, buying_usd, self.selling + quantity, self.selling_usd + usd)

    @property
    def _long(self) -> Decimal:
        if self.quantity >= 0:
            return self.highest
        return self.buying_usd * self.longest / self.buying if self.longest > 0 else ZERO

    @property
    def _short(self) -> Decimal:
        if self.quantity <= 0:
            return -self.lowest
        return self.selling_usd * -self.shortest / self.selling if self.shortest < 0 else ZERO

    @property
    def _is_known(self) -> bool:
        known = self.quantity.is_finite() and self.notional.is_finite()
        if self.buying is not ZERO or self.buying_usd is not ZERO:
            known = known and self.buying.is_finite() and self.buying_usd.is_finite()
        if self.selling is not ZERO or self.selling_usd is not ZERO:
            known = known and self.selling.is_finite() and self.selling_usd.is_finite()
        return known


NOTHING_HELD = Exposure(ZERO, ZERO)


class Exposures(Mapping[str, Exposure]):
    """Worst cases by symbol: those of `positions` at `price`, USD, each worked out when somebody asks for it.

    `known` are those that orders in flight add to. Most proposals are judged by one symbol, not by all that is held.
    """

    __slots__ = ("_known", "_positions", "_price")

    def __init__(
        self,
        positions: Mapping[str, Position],
        price: Callable[[Position], Decimal],
        known: dict[str, Exposure] | None = None,
    ) -> None:
        self._positions = positions
        self._price = price
        self._known = {} if known is None else known

    def worst(self, symbol: str) -> Exposure:
        """Worst case in `symbol`, zero when there is none."""
        found = self._known.get(symbol)
        if found is not None:
            return found
        position = self._positions.get(symbol)
        if position is None:
            return NOTHING_HELD
        found = self._known[symbol] = Exposure(position.quantity, position.quantity * self._price(position))
        return found

    def set(self, symbol: str, exposure: Exposure) -> Exposures:
        """The same with another worst case in `symbol`."""
        return Exposures(self._positions, self._price, {**self._known, symbol: exposure})

    @property
    def open_positions(self) -> int:
        """Symbols in which something is held or may come to be."""
        known = self._known
        held = sum([symbol not in known for symbol in self._positions]) if known else len(self._positions)
        return held + sum([exposure.is_open for exposure in known.values()])

    def __getitem__(self, symbol: str) -> Exposure:
        if symbol not in self._known and symbol not in self._positions:
            raise KeyError(symbol)
        return self.worst(symbol)

    def __iter__(self) -> Iterator[str]:
        yield from self._positions
        yield from (symbol for symbol in self._known if symbol not in self._positions)

    def __len__(self) -> int:
        return len({*self._positions, *self._known})


def known_exposures(known: Mapping[str, Exposure]) -> Exposures:
    """Worst cases that are known already."""
    return Exposures({}, _unpriced, dict(known))


def _unpriced(_: Position) -> Decimal:
    return NAN
