"""Guards at work: releases, trips, and what a trip does to orders and wishes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from botspec.domain.guards import Trip, latch
from botspec.domain.record import record
from botspec.domain.rows import DroppedRow, TripRow
from botspec.domain.values import Bars
from botspec.risk.guards.events import Activity, Counted, Sign
from botspec.risk.guards.guard import (
    Breach,
    EquityGuard,
    EventGuard,
    Guard,
    first_breach,
    joined,
    renews,
)
from botspec.risk.guards.health import Health
from botspec.risk.guards.references import Equity
from botspec.risk.guards.release import released
from botspec.run import scopes
from botspec.run.begin_again import begin_again
from botspec.run.desk import Desk
from botspec.run.scopes import other_trips, trip_of_equity
from botspec.run.working import is_entry
from botspec.spec.words import Scope

NOTHING = Counted()
NO_LATCHES: frozenset[str] = frozenset()


@record(frozen=True, slots=True)
class Moment:
    """When guards look: `session` is a date ordinal, `equity` USD, `where` open, adverse, close, heartbeat or order."""

    at: datetime
    session: int
    equity: float
    where: str


def release_trips(desk: Desk, equity: float, session: int, at: datetime) -> frozenset[str]:
    """End the trips whose time has come; each guard's reference starts again from `equity`.

    Names every latch released at `at`, also when this moment is dealt with a second time.
    """
    if not desk.state.trips and not desk.state.released:
        return NO_LATCHES
    for trip in list(desk.state.trips.values()):
        guard = desk.guards.get(trip.guard)
        if guard is None:  # another version of the spec tripped it: only a person knows
            continue
        bars = desk.bars_since(trip) if isinstance(guard.release, Bars) else None
        why = released(trip, guard.release, at, new_session=session > trip.session, bars=bars)
        if why is not None:
            begin_again(desk, trip, at, why, equity, session)
    if not desk.state.released:
        return NO_LATCHES
    return frozenset(name for name, since in desk.state.released.items() if since == at)


def breaches(desk: Desk, equity: Equity) -> list[tuple[EquityGuard, Breach]]:
    """The guards of equity not tripped yet that trip within these rows, each with its first breach."""
    found = []
    extent, tripped, before, between = equity.extent, desk.state.trips, None, None
    for guard in desk.equity_guards:
        marks = desk.marks[guard.name]
        if marks is not before:
            before, between = marks, joined(marks.extent, extent)
        if guard.name in tripped or (between is not None and guard.is_clear(*between, extent[0])):
            continue
        breach = first_breach(guard, marks, equity.block)
        if breach is not None:
            found.append((guard, breach))
    return found


def watch(
    desk: Desk,
    equity: Equity,
    at: datetime,
    *,
    skip: frozenset[str] = NO_LATCHES,
    where: str = "",
    health: Health | None = None,
) -> None:
    """Trip what must trip on this one row, strictest action first: no entry waits, what works is to be canceled.

    `skip` names latches released on this very row: their reference is its close, so its earlier marks say nothing.
    """
    broken = breaches(desk, equity)
    beside = other_trips(desk, equity, at, skip, where) if desk.scoped else []
    if broken or beside or health is not None or desk.state.events.fresh:
        first = equity.first
        now = Moment(at, first.session, first.closing, where or "close")
        found = [
            trip_of_equity(guard, breach, at, now.session, where) for guard, breach in broken if guard.name not in skip
        ]
        found += beside
        found += _events(desk, now, skip)
        found += _unhealthy(desk, now, skip, health)
        _record(desk, found)
    enforce(desk, at)


def is_calm(desk: Desk) -> bool:
    """Whether there is nothing but equity for guards to look at, and nothing to keep blocked."""
    state = desk.state
    still = not (state.trips or state.unclassified or state.events.fresh)
    return still and state.unit == 1.0 and not desk.scoped


def watch_orders(desk: Desk, equity: float, at: datetime) -> None:
    """Look at what the broker answered to orders just sent: guards of orders and fills only."""
    if desk.state.events.fresh:
        _record(desk, _events(desk, Moment(at, desk.bot.hours.day(at).toordinal(), equity, "order"), frozenset()))
        enforce(desk, at)


def _record(desk: Desk, found: list[Trip]) -> None:
    for trip in sorted(found, key=lambda trip: -trip.action.severity):
        number = desk.state.trip_counts[trip.guard] + 1
        desk.record(TripRow(trip.at, trip.numbered(number)))


def _events(desk: Desk, now: Moment, skip: frozenset[str]) -> list[Trip]:
    """What orders and fills of this bar make trip; nothing is looked at while there are none."""
    events = desk.state.events
    if not events.fresh:
        return []
    awake = [guard for guard, is_quiet in zip(desk.event_guards, desk.quiet, strict=True) if not is_quiet(events)]
    watched = ((guard, symbol) for guard in awake for symbol in _watched(desk, guard, events.fresh))
    found = (_trip_of_event(desk, guard, symbol, now, skip) for guard, symbol in watched)
    return [trip for trip in found if trip is not None]


def _watched(desk: Desk, guard: EventGuard, fresh: dict[str, None]) -> Iterator[str | None]:
    """In the spec's order: brokers tell of one moment's fills in any."""
    places = desk.columns
    ordered = sorted(fresh, key=lambda each: places.get(each, len(places)))
    return iter(ordered) if guard.by_symbol else iter((None,))


def _trip_of_event(desk: Desk, guard: EventGuard, symbol: str | None, now: Moment, skip: frozenset[str]) -> Trip | None:
    stopped = symbol if guard.scope is Scope.SYMBOL else None
    name = latch(guard.name, stopped)
    before = desk.state.trips.get(name)
    if name in skip or (before is not None and not renews(guard)):
        return None
    since = desk.state.since.get(name, NOTHING)
    equity = Decimal(repr(now.equity))
    sign = guard.look(Activity(desk.state.events, now.at, now.session, equity, symbol, since))
    if sign is None or (before is not None and before.cause == sign.cause):
        return None
    return _trip_of_sign(guard, sign, stopped, now)


def _unhealthy(desk: Desk, now: Moment, skip: frozenset[str], health: Health | None) -> list[Trip]:
    if health is None:
        return []
    found = []
    for guard in desk.health_guards:
        for symbol in sorted(desk.columns) if guard.by_symbol else (None,):
            name = latch(guard.name, symbol)
            if name in desk.state.trips or name in skip:
                continue
            sign = guard.check(health if symbol is None else health.of(symbol))
            if sign is not None:
                found.append(_trip_of_sign(guard, sign, symbol, now))
    return found


def _trip_of_sign(guard: Guard, sign: Sign, symbol: str | None, now: Moment) -> Trip:
    return Trip(
        id="",
        guard=guard.name,
        action=guard.action,
        at=now.at,
        used=sign.used,
        limit=sign.limit,
        reference=now.equity,
        equity=now.equity,
        where=now.where,
        session=now.session,
        unit=sign.unit,
        symbol=symbol,
        cause=sign.cause,
    )


def enforce(desk: Desk, at: datetime) -> None:
    """Where entries are blocked none waits and none works. Asked again on every step until it is so."""
    if not desk.state.trips and not desk.state.unclassified:
        return
    for wanted in [wish for wish in desk.state.outbox if not wish.leg.reduces]:
        blocked = desk.state.no_entries(wanted.symbol)
        if blocked is not None:
            desk.record(DroppedRow(at, wanted, blocked[1]))
    for working in list(desk.state.working.values()):
        blocked = desk.state.no_entries(working.intent.request.symbol)
        if blocked is not None and is_entry(working):
            desk.cancel(working, blocked[1], at)


def pass_by(desk: Desk, equity: Equity) -> None:
    """Let every guard's memory take in rows that are dealt with; what several of them share is computed once."""
    if desk.scoped:
        scopes.pass_by(desk, equity)
    before = after = None
    for name, marks in desk.marks.items():
        if after is None or not (marks is before or marks == before):
            before, after = marks, marks.after(equity)
        desk.marks[name] = after
