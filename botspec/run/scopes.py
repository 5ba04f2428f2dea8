"""Guards of equity by what they watch: the bot, each symbol by itself, or the whole account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from botspec.domain.guards import Trip, Unit, latch
from botspec.risk.guards.guard import EquityGuard, Guard
from botspec.run.symbol_memory import flat
from botspec.spec.words import Scope

if TYPE_CHECKING:
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from botspec.domain.symbol_result import SymbolResult
    from botspec.market.slice import Slice
    from botspec.risk.guards.guard import Breach
    from botspec.risk.guards.references import Equity, EquityBlock, EquityPoint
    from botspec.run.desk import Desk
    from botspec.run.marks import Prices


def of_bot(guards: Iterable[Guard]) -> tuple[EquityGuard, ...]:
    """Those that watch the bot's equity."""
    return of_scope(guards, Scope.BOT)


def of_scope(guards: Iterable[Guard], scope: Scope) -> tuple[EquityGuard, ...]:
    """Those of one scope."""
    return tuple(each for each in guards if isinstance(each, EquityGuard) and each.scope is scope)


def see_row(desk: Desk, bars: Slice, prices: Prices, equity: EquityPoint) -> None:
    """A bar's marks; `equity` is the bot's, in units."""
    if desk.by_symbol is not None:
        desk.by_symbol.see_row(desk.state, bars, prices)
    if desk.of_account is not None:
        desk.of_account.see(desk.state, equity)


def see_prices(desk: Desk, session: int, prices: NDArray[np.float64], equity: float) -> None:
    """The newest prices [N]; `equity` is the bot's, USD."""
    if desk.by_symbol is not None:
        desk.by_symbol.see_prices(desk.state, session, prices)
    if desk.of_account is not None:
        desk.of_account.see(desk.state, flat(session, equity).scaled(desk.state.unit))


def see_rows(desk: Desk, equity: EquityBlock, prices: Prices, rows: tuple[int, int]) -> int:
    """Rows from one up to the other, in which nothing trades; how many of them pass before a guard trips."""
    passed = rows[1] - rows[0]
    if desk.by_symbol is not None:
        desk.by_symbol.see_rows(desk.state, equity.session, prices, rows)
        passed = first_symbol_trip(desk, equity, passed)
    if desk.of_account is not None:
        desk.of_account.see(desk.state, equity)
        broken = desk.of_account.breaches(desk.state.trips)
        passed = min([passed, *(breach.row for _, breach in broken)])
    return passed


def only_first(desk: Desk, rows: int) -> None:
    """Only the first of the rows that were seen are passed."""
    for watching in (desk.by_symbol, desk.of_account):
        if watching is not None:
            watching.upto(rows)


def pass_by(desk: Desk, equity: Equity) -> None:
    """What was seen is dealt with; `equity` is the bot's, in units."""
    if desk.by_symbol is not None:
        desk.by_symbol.pass_by(equity)
    if desk.of_account is not None:
        desk.of_account.pass_by()


def other_trips(desk: Desk, equity: Equity, at: datetime, skip: frozenset[str], where: str) -> list[Trip]:
    """What was seen makes trip in one symbol alone, or by the whole account."""
    return [*_account_trips(desk, equity, at, skip, where), *_symbol_trips(desk, equity, at, skip, where)]


def _account_trips(desk: Desk, equity: Equity, at: datetime, skip: frozenset[str], where: str) -> list[Trip]:
    broken = [] if desk.of_account is None else desk.of_account.breaches(desk.state.trips)
    session = equity.first.session
    return [trip_of_equity(guard, breach, at, session, where) for guard, breach in broken if guard.name not in skip]


def _symbol_trips(desk: Desk, equity: Equity, at: datetime, skip: frozenset[str], where: str) -> list[Trip]:
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
