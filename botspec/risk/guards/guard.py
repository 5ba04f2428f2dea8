"""What every guard offers, and where a trip is found."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

import numpy as np

from botspec.domain.guards import Action
from botspec.domain.record import record
from botspec.domain.values import Bars
from botspec.risk.guards.columns import Columns, ReferenceT
from botspec.risk.guards.events import Activity, Events, Sign
from botspec.risk.guards.health import Health
from botspec.risk.guards.references import EquityBlock, Marks, references
from botspec.spec.release import Release
from botspec.spec.words import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

WHERE = ("open", "adverse", "close")
NO_MONEY = 1e-100  # USD: losses measured against so little overflow


Until = Release | Bars
"""What ends a trip; a cooldown may also wait for bars."""


Quiet = Callable[[Events], bool]


class Guard(Protocol):
    """Something that trips; `name` is unique in a bot, `release` ends a trip, `scope` is what a trip stops."""

    kind: ClassVar[str]
    name: str
    action: Action
    release: Until
    scope: Scope


@runtime_checkable
class EquityGuard(Guard, Protocol):
    """Watches equity: what was lost (or given back) as a positive fraction, against `limit`."""

    limit: float

    def reference(self, columns: Columns[ReferenceT]) -> ReferenceT:
        """The reference of each row."""
        ...

    def losses(self, columns: Columns[ReferenceT], reference: ReferenceT) -> NDArray[np.float64]:
        """What is lost at each row's open, adverse extreme and close [K, 3], as a fraction."""
        ...

    def is_clear(self, lowest: float, highest: float, floor: float) -> bool:
        """True when equity between `lowest` and `highest`, in the block not below `floor`, can surely not trip it.

        Where it is true it is so for every narrower range.
        """
        ...


@runtime_checkable
class EventGuard(Guard, Protocol):
    """Watches orders and fills, looked at when there are new ones; `by_symbol` says whether for each symbol alone."""

    by_symbol: bool

    def look(self, seen: Activity) -> Sign | None:
        """Why it trips now, or None."""
        ...


@runtime_checkable
class HealthGuard(Guard, Protocol):
    """Watches whether data, broker and account are as they should be."""

    by_symbol: bool

    def check(self, health: Health) -> Sign | None:
        """Why it trips now, or None."""
        ...


def first_marks(guard: Guard, equity: float, session: int) -> Marks:
    """What a guard remembers of equity when it begins, or begins again."""
    return Marks.restarted(equity, session, highs=needs_highs(guard))


def needs_highs(guard: Guard) -> bool:
    """True for a guard that asks for more than closes."""
    return bool(getattr(guard, "needs_highs", False))


def renews(guard: Guard) -> bool:
    """True for a guard whose wait begins anew with each new cause."""
    return bool(getattr(guard, "renews", False))


def quiet_of(guard: EventGuard) -> Quiet:
    """What tells whether nothing of what the guard looks for has ever happened, so that it need not look."""
    asks: Quiet = getattr(guard, "is_quiet", _never_quiet)
    return asks


def _never_quiet(_: Events) -> bool:
    return False


def asks_of(guards: Iterable[Guard], what: str) -> bool:
    """True when one of them looks at "trades", or at "slips": one that does not say so looks at both."""
    return any(getattr(guard, f"of_{what}", True) for guard in guards if isinstance(guard, EventGuard))


@record(frozen=True, slots=True)
class Breach:
    """The first row of a block at which a guard trips, and the numbers that show it."""

    row: int
    where: str
    used: float
    reference: float
    equity: float


def first_breach(guard: EquityGuard, marks: Marks, block: EquityBlock) -> Breach | None:
    """The first breach in `block`, looking at each row's open, adverse extreme and close in that order.

    A loss that is not a number is a breach.
    """
    columns = references(marks, block)
    reference = guard.reference(columns)
    losses = guard.losses(columns, reference)
    found = first_broken(losses, guard.limit)
    if found is None:
        return None
    row, point, where = found
    equity = float(block.points[row, point])
    return Breach(row, where, float(losses[row, point]), float(reference[row]), equity)


def first_broken(losses: NDArray[np.float64], limit: float) -> tuple[int, int, str] | None:
    """Row, point and its name of the first of `losses` [K, 3] that is not below `limit`; None when all are."""
    broken = ~(losses < limit)
    rows = np.flatnonzero(broken.any(axis=1))
    if len(rows) == 0:
        return None
    row = int(rows[0])
    point = int(np.flatnonzero(broken[row])[0])
    return row, point, WHERE[point]


def clearly_within(guard: EquityGuard, marks: Marks, extent: tuple[float, float]) -> bool:
    """True when no row of a block with that extent can be a breach: cheap, and false whenever it is close or unknown.

    Every reference is one of the marks or of the block.
    """
    between = joined(marks.extent, extent)
    return between is not None and guard.is_clear(*between, extent[0])


def joined(remembered: tuple[float, float], extent: tuple[float, float]) -> tuple[float, float] | None:
    """The lowest and highest equity of the marks and a block; None where it is unknown or as good as nothing."""
    (lowest, highest), (low, high) = remembered, extent
    if not lowest > NO_MONEY or math.isnan(low):
        return None
    return (min(lowest, low)), (max(highest, high))
