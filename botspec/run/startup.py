"""Every start is a recovery: settle what is open, catch up, agree with the broker, only then decide."""

from __future__ import annotations

from botspec.domain.account import AccountSnapshot
from botspec.run.booking import book
from botspec.run.desk import Desk
from botspec.run.environment import Environment
from botspec.run.reconcile import differences, reconcile, resolve


def start_up(desk: Desk, env: Environment, *, first_start: bool) -> AccountSnapshot:
    """Settle, catch up, reconcile. Raises Unreconciled, Unavailable, CredentialsRefused."""
    at = env.clock.now()
    desk.carry_out(at)  # cancels first, as when it was decided: what is sent now may have been waiting for them
    resolve(desk, at)
    snapshot = _caught_up(desk, env)
    if differences(desk, snapshot, first_start=first_start):
        snapshot = _caught_up(desk, env)  # a fill may have fallen between the two reads
    reconcile(desk, snapshot, at, first_start=first_start)
    desk.carry_out(at)
    return snapshot


def _caught_up(desk: Desk, env: Environment) -> AccountSnapshot:
    book(desk, env.broker.advance(env.clock.now(), None))
    return env.broker.snapshot()
