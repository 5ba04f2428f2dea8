"""`run --plan`: the start is carried out from the plan that was looked at, or it is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from botspec.app.plan import masked, place_of, state_of, upcoming
from botspec.app.plan_local import NO_ACCOUNT
from botspec.app.request import Refused, RunRequest
from botspec.gitops.start_plan import PlanUnreadable, StartPlan, has_order, moved, read_plan

if TYPE_CHECKING:
    from botspec.domain.account import AccountSnapshot
    from botspec.domain.events import BrokerEvent
    from botspec.domain.intents import Intent
    from botspec.domain.modes import Mode
    from botspec.domain.orders import Changes, Order
    from botspec.domain.outcomes import SubmitOutcome
    from botspec.market.slice import Slice
    from botspec.pipeline import Pipeline
    from botspec.ports.broker import Broker
    from botspec.run.environment import Environment

INVALID, GATE = 2, 3


@dataclass(slots=True)
class Planned:
    """A broker that takes only what the plan has, until the first decision after it: then the spec alone rules.

    `decided_by` is when the plan was made: an order decided later is no part of it.
    """

    inner: Broker
    plan: StartPlan
    decided_by: datetime

    def submit(self, intent: Intent, at: datetime) -> SubmitOutcome:
        """Send what was planned. Raises Refused for an order that stood already and is not in the plan."""
        self._insist(intent)
        return self.inner.submit(intent, at)

    def submit_all(
        self, intents: Sequence[Intent], at: datetime, held: Callable[[], bool]
    ) -> Iterator[tuple[Intent, SubmitOutcome]]:
        """Send several, or none of them."""
        for intent in intents:
            self._insist(intent)
        return self.inner.submit_all(intents, at, held)

    def _insist(self, intent: Intent) -> None:
        request = intent.request
        stood = intent.decided_at <= self.decided_by
        if stood and not has_order(self.plan, request.symbol, request.side.value, intent.leg.value):
            what = f"{request.side} {request.quantity} {request.symbol} ({intent.leg})"
            raise Refused(f"the plan has no order {what}: nothing was sent; make a new plan", GATE)

    def replace(self, client_order_id: str, new_client_order_id: str, changes: Changes, at: datetime) -> SubmitOutcome:
        """Move a working order."""
        return self.inner.replace(client_order_id, new_client_order_id, changes, at)

    def cancel_all(self, client_order_ids: Sequence[str], at: datetime) -> None:
        """Ask to cancel each."""
        self.inner.cancel_all(client_order_ids, at)

    def cancel(self, client_order_id: str, at: datetime) -> bool:
        """Ask to cancel: taking an order back is never refused."""
        return self.inner.cancel(client_order_id, at)

    def find(self, client_order_id: str) -> Order | None:
        """Look an order up."""
        return self.inner.find(client_order_id)

    def advance(self, until: datetime, bars: Slice | None) -> Sequence[BrokerEvent]:
        """Catch up."""
        return self.inner.advance(until, bars)

    def snapshot(self) -> AccountSnapshot:
        """The account as it is."""
        return self.inner.snapshot()


def load_plan(path: Path) -> StartPlan:
    """A saved plan. Raises Refused."""
    try:
        return read_plan(path.read_bytes())
    except OSError as error:
        raise Refused(f"the plan {path} cannot be read: {error.strerror}", INVALID) from error
    except PlanUnreadable as error:
        raise Refused(f"{path}: {error}", INVALID) from error


def keep_to(request: RunRequest, mode: Mode, bot: Pipeline, env: Environment, rows: int) -> Broker:
    """The environment's broker, held to a plan. Raises Refused when anything has moved since it was made."""
    if request.plan is None:
        return env.broker
    plan, where = load_plan(request.plan), place_of(request, mode)
    snapshot, now = env.broker.snapshot(), env.clock.now()
    session, _ = upcoming(bot, env, now)
    state, account = state_of(snapshot, rows), masked(snapshot.number)
    _insist(plan, moved(plan, digest=bot.digest, where=where, account=account, state=state, session=session))
    return Planned(env.broker, plan, datetime.fromisoformat(plan.made_at))


def keep_local(path: Path, bot: Pipeline, bars: str) -> None:
    """Refuse a run over other bars, or of another spec, than was planned."""
    plan = load_plan(path)
    found = moved(plan, digest=bot.digest, where=NO_ACCOUNT, account="", state=plan.state, session="")
    found += [] if plan.state == bars or plan.where != NO_ACCOUNT else ["the bars: they are other ones now"]
    _insist(plan, found)


def _insist(plan: StartPlan, found: list[str]) -> None:
    if found:
        listed = "\n".join(f"  {each}" for each in found)
        raise Refused(f"since the plan of {plan.made_at} this has moved:\n{listed}\nmake a new plan", GATE)
    if plan.refused:
        raise Refused("the plan says that the start would be refused: see what it lists first", GATE)
