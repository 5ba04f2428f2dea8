"""What starting a bot now would do to its account: one object, explained to a person and kept to by the run."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pydantic import TypeAdapter, ValidationError

VERSION = 1


class Act(StrEnum):
    """Things that a start does, or leaves alone, with one order or position."""

    REFUSE = "refuse"
    CANCEL = "cancel"
    ADOPT = "adopt"
    IGNORE = "ignore"
    SEND = "send"
    WAITS = "waits"
    WOULD_SEND = "would send"
    WOULD_DENY = "would deny"
    KEEP = "keep"
    LEAVE = "leave"
    UNWIND = "unwind"
    FREEZE = "freeze"

    @property
    def acts(self) -> bool:
        """True when the start itself changes something, or sends what is decided already."""
        return self in {Act.CANCEL, Act.ADOPT, Act.IGNORE, Act.SEND, Act.WAITS, Act.UNWIND}


@dataclass(frozen=True, slots=True)
class Step:
    """One act. `name` is the order's id where there is one, `side` and `leg` are an order's, `usd` is its worth."""

    act: Act
    symbol: str
    detail: str
    name: str = ""
    side: str = ""
    leg: str = ""
    quantity: Decimal | None = None
    usd: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Loss:
    """What may be lost of what is held and about to be held, USD; None where that cannot be known."""

    what: str
    usd: Decimal | None
    why: str


@dataclass(frozen=True, slots=True)
class StartPlan:
    """Times are ISO, UTC. `account` is masked, `state` fingerprints account, positions, orders and journal.

    `session` is the date of the session under way or next; "" where no clock is followed.
    """

    version: int
    spec: str
    bot: str
    digest: str
    mode: str
    where: str
    account: str
    state: str
    session: str
    made_at: str
    decides_at: str
    steps: tuple[Step, ...]
    losses: tuple[Loss, ...] = ()
    buying_power: Decimal | None = None
    buying_power_left: Decimal | None = None
    checks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        """True when the start would be refused."""
        return any(step.act is Act.REFUSE for step in self.steps)

    @property
    def acts(self) -> bool:
        """True when there is something to do."""
        return any(step.act.acts for step in self.steps)

    def of(self, act: Act) -> tuple[Step, ...]:
        """The steps of one kind."""
        return tuple(step for step in self.steps if step.act is act)


class PlanUnreadable(Exception):
    """The file is no plan."""


_ADAPTER = TypeAdapter(StartPlan)


def written(plan: StartPlan) -> str:
    """As it is saved."""
    return _ADAPTER.dump_json(plan, indent=2).decode() + "\n"


def read_plan(text: bytes) -> StartPlan:
    """A saved plan. Raises PlanUnreadable."""
    try:
        plan = _ADAPTER.validate_json(text)
    except ValidationError as error:
        raise PlanUnreadable(f"this is no plan of botspec: {error.error_count()} things are wrong in it") from None
    if plan.version != VERSION:
        raise PlanUnreadable(f"the plan is of version {plan.version}, this botspec reads {VERSION}")
    return plan


def moved(plan: StartPlan, *, digest: str, where: str, account: str, state: str, session: str) -> list[str]:
    """What is not as it was when the plan was made, in words; empty when nothing is."""
    found = []
    if plan.digest != digest:
        found.append(f"the spec: its digest was {plan.digest[:12]}, now it is {digest[:12]}")
    if plan.where != where:
        found.append(f"the place: it was {plan.where}, now it is {where}")
    if plan.account != account:
        found.append(f"the account: it was {plan.account}, now it is {account}")
    elif plan.state != state:
        found.append("positions, open orders or the journal of the account")
    if plan.session != session:
        found.append(f"the session: it was that of {plan.session or 'no day'}, now it is that of {session or 'no day'}")
    return found


def has_order(plan: StartPlan, symbol: str, side: str, leg: str) -> bool:
    """Whether a plan sends such an order, or has it waiting."""
    steps = (*plan.of(Act.SEND), *plan.of(Act.WAITS))
    return any((step.symbol, step.side, step.leg) == (symbol, side, leg) for step in steps)
