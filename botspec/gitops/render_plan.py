"""A plan explained."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from botspec.diagnostics.visible import visible
from botspec.gitops.start_plan import Act, StartPlan, Step
from botspec.market.calendar import in_new_york

_HEADINGS = {
    Act.REFUSE: "it would not start",
    Act.CANCEL: "orders it would cancel",
    Act.ADOPT: "positions it would take over",
    Act.UNWIND: "positions it would close, in symbols that left the spec",
    Act.FREEZE: "positions it would leave alone, in symbols that left the spec",
    Act.IGNORE: "positions it would count as somebody else's",
    Act.SEND: "orders it would send at once",
    Act.WAITS: "orders decided already that leave when the market opens",
    Act.WOULD_SEND: "orders that would follow if the market opened on the last bars",
    Act.WOULD_DENY: "orders that its limits would deny then",
    Act.KEEP: "positions and orders it would keep",
    Act.LEAVE: "positions and orders of others it would leave alone",
}


def render(plan: StartPlan) -> str:
    """For a terminal."""
    return "\n".join(visible(line) for line in _lines(plan)) + "\n"


def _lines(plan: StartPlan) -> Iterator[str]:
    yield f"plan of {plan.bot} ({plan.spec}), mode {plan.mode}, {plan.where}"
    yield f"  spec {plan.digest[:12]}   account {plan.account or 'none'}   made {_shown(plan.made_at)}"
    if plan.session:
        yield f"  session {plan.session}   decides next at {_shown(plan.decides_at)}"
    yield from (f"  {check}" for check in plan.checks)
    for act, heading in _HEADINGS.items():
        steps = plan.of(act)
        if steps:
            yield from ("", "its first orders over these bars" if not plan.session and not plan.account else heading)
            yield from (f"  {_step(step)}" for step in steps)
    if plan.warnings:
        yield from ("", "look at")
        yield from (f"  {warning}" for warning in plan.warnings)
    yield from _risk(plan)
    yield from ("", _end(plan))


def _shown(stamp: str) -> str:
    return in_new_york(datetime.fromisoformat(stamp)) if stamp else "no known time"


def _risk(plan: StartPlan) -> Iterator[str]:
    if not plan.losses and plan.buying_power is None:
        return
    yield from ("", "what is at stake, USD")
    width = max((len(loss.what) for loss in plan.losses), default=0)
    for loss in plan.losses:
        yield f"  {loss.what:<{width}}  {_usd(loss.usd):>14}  {loss.why}"
    if plan.buying_power is not None:
        yield f"  buying power {_usd(plan.buying_power)}, left after these orders {_usd(plan.buying_power_left)}"


def _step(step: Step) -> str:
    order = f"{step.side} {step.quantity} {step.symbol}" if step.side and step.quantity is not None else step.symbol
    leg = f" ({step.leg})" if step.leg else ""
    worth = f", about {_usd(step.usd)} USD" if step.usd is not None else ""
    name = f"  [{step.name}]" if step.name else ""
    what = f"{order}{leg}{worth}"
    return f"{': '.join(part for part in (what, step.detail) if part)}{name}"


def _usd(value: Decimal | None) -> str:
    return "not known" if value is None else f"{value:,.2f}"


def _end(plan: StartPlan) -> str:
    if plan.refused:
        return "the start would be refused: see above"
    if plan.acts:
        number = sum(step.act.acts for step in plan.steps)
        return f"{number} action{'' if number == 1 else 's'}"
    return "nothing to do"
