"""Every start is a recovery: settle what is open, catch up, agree with the broker, only then decide."""

from __future__ import annotations

from datetime import datetime

from botspec.domain.account import AccountSnapshot
from botspec.domain.commands import Ask
from botspec.ports.operator import Operator
from botspec.run.adoption import accept, take_over
from botspec.run.booking import book
from botspec.run.desk import Desk
from botspec.run.differences import find_differences
from botspec.run.environment import Environment
from botspec.run.reconcile import insist, resolve
from botspec.run.removed import deal_with_removed
from botspec.run.shield import shield


def start_up(desk: Desk, env: Environment, *, first_start: bool) -> AccountSnapshot:
    """Settle, catch up, reconcile. Raises Unreconciled, Unavailable, CredentialsRefused."""
    at = env.clock.now()
    desk.carry_out(at)  # cancels first, as when it was decided: what is sent now may have been waiting for them
    resolve(desk, at)
    snapshot = _caught_up(desk, env)
    if find_differences(desk, snapshot, first_start=first_start):
        snapshot = _caught_up(desk, env)  # a fill may have fallen between the two reads
    _agree(desk, env.operator, snapshot, at, first_start=first_start)
    deal_with_removed(desk, snapshot, at)
    desk.carry_out(at)
    shield(desk, {}, at, partial=False)  # whoever died before may have left a position bare
    return snapshot


def _agree(desk: Desk, operator: Operator, snapshot: AccountSnapshot, at: datetime, *, first_start: bool) -> None:
    found = find_differences(desk, snapshot, first_start=first_start)
    if first_start:
        found = take_over(desk, found, at)
    for command in [each for each in operator.commands() if each.ask is Ask.ADOPT]:
        found = accept(desk, operator, command, found, at)
    insist(desk, found, at)


def _caught_up(desk: Desk, env: Environment) -> AccountSnapshot:
    book(desk, env.broker.advance(env.clock.now(), None))
    return env.broker.snapshot()
