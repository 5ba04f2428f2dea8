"""Guards of equity by what they watch: the bot, or each symbol by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from botspec.domain.guards import Trip, Unit, latch
from botspec.risk.guards.guard import EquityGuard, Guard
from botspec.spec.words import Scope

if TYPE_CHECKING:
    from datetime import datetime

    from botspec.domain.symbol_result import SymbolResult
    from botspec.risk.guards.guard import Breach
    from botspec.risk.guards.references import Equity
    from botspec.run.desk import Desk


def of_bot(guards: Iterable[Guard]) -> tuple[EquityGuard, ...]:
    """Those that watch the bot's equity."""
    return tuple(each for each in guards if isinstance(each, EquityGuard) and each.scope is not Scope.SYMBOL)


def of_symbols(guards: Iterable[Guard]) -> tuple[EquityGuard, ...]:
    """Those that watch what each symbol brought."""
    return tuple(each for each in guards if isinstance(each, EquityGuard) and each.scope is Scope.SYMBOL)


def symbol_trips(desk: Desk, equity: Equity, at: datetime, skip: frozenset[str], where: str) -> list[Trip]:
    """What one row makes trip in one symbol alone; nothing of a bot without such guards."""
    watching = desk.by_symbol
    if watching is None:
        return []
    counted = watching.memory.counted(watching.seen, watching.unit)
    found = watching.memory.breaches(counted, equity, desk.state.trips)
    session = equity.first.session
    return [
        trip_of_equity(guard, breach, at, session, where, symbol)
        for guard, symbol, breach in found
        if latch(guard.name, symbol) not in skip
    ]


def first_symbol_trip(desk: Desk, equity: Equity, otherwise: int) -> int:
    """The first of the rows just seen at which a guard of a symbol trips."""
    watching = desk.by_symbol
    if watching is None:
        return otherwise
    counted = watching.memory.counted(watching.seen, watching.unit)
    found = watching.memory.breaches(counted, equity, desk.state.trips)
    return min((breach.row for _, _, breach in found), default=otherwise)


def results_of(desk: Desk) -> Mapping[str, SymbolResult] | None:
    """What a mark tells of symbols, in their order; None of a bot without such guards."""
    watching = desk.by_symbol
    return None if watching is None else dict(sorted(watching.told.items()))


def trip_of_equity(
    guard: EquityGuard, breach: Breach, at: datetime, session: int, where: str, symbol: str | None = None
) -> Trip:
    """A trip with the numbers of its breach, not numbered yet; `where` is empty where the breach says it."""
    return Trip(
        id="",
        guard=guard.name,
        action=guard.action,
        at=at,
        used=breach.used,
        limit=guard.limit,
        reference=breach.reference,
        equity=breach.equity,
        where=where or breach.where,
        session=session,
        unit=Unit.RATIO,
        symbol=symbol,
    )
