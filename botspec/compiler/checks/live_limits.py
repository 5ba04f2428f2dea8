"""What bounds a mistake before it leaves: a bot that trades real money says it itself, whatever a policy asks for."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.checks.loss_guard import loss_guards
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.domain.modes import Mode

NEEDED = (
    (("max_position",), "max_position: 35%"),
    (("max_order_notional",), "max_order_notional: 35%"),
    (("max_orders_per_minute", "max_orders_per_day"), "max_orders_per_minute: 10"),
    (("max_price_deviation",), "max_price_deviation: 3%"),
)
OF_A_DAY = ("daily_loss", "drawdown")
_GUARD = "add {kind: daily_loss, limit: 3%, action: halt, release: manual}"


def live_limits(context: Context) -> Iterator[Finding]:
    """Position, order, rate and price bounded by limits, and the loss of a day by a guard."""
    if context.spec.mode is not Mode.LIVE:
        return
    missing = [each for each in NEEDED if all(context.blocks.limit(kind) is None for kind in each[0])]
    if missing:
        names = ", ".join(" or ".join(kinds) for kinds, _ in missing)
        fix = f"add limits: {{{', '.join(example for _, example in missing)}}}"
        yield _without(context, "limits", f"mode 'live' needs limits that are not there: {names}", fix)
    guards = loss_guards(context)
    if guards and not any(guard.kind in OF_A_DAY and getattr(guard.params, "since", "") != "start" for guard in guards):
        yield _without(context, "guards", "no guard watches what the bot loses in a day", _GUARD)


def _without(context: Context, part: str, message: str, fix: str) -> Finding:
    document = context.document
    place = next((path for path in (("risk", part), ("risk",)) if document.has(path)), ("mode",))
    return document.at_key("BS410", place, message, fix)
