"""Something must stop a losing bot."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.domain.guards import Action
from botspec.domain.modes import Mode

LOSS_GUARDS = ("daily_loss", "drawdown")
_FIX = "add guards: [{kind: daily_loss, limit: 2%, action: halt, release: next_session}]"


def loss_guard(context: Context) -> Iterator[Finding]:
    """An error where real orders go, a warning elsewhere; and a word on halts that leave positions open."""
    document = context.document
    watching = [guard for guard in context.blocks.guards if guard.kind in LOSS_GUARDS]
    if not watching:
        code = "BS401" if context.spec.mode.rank >= Mode.PAPER.rank else "BS402"
        message = "no guard watches the bot's losses"
        has_risk = document.has(("risk",))
        yield document.at_key(code, ("risk",), message, _FIX) if has_risk else document.at_top(code, message, _risk())
    halts = [guard for guard in watching if getattr(guard.params, "action", None) is Action.HALT]
    if halts and not any(getattr(guard.params, "action", None) is Action.FLATTEN for guard in watching):
        message = "a halt stops entries and keeps positions open; no guard closes them"
        path = (*halts[0].path, "action")
        yield document.at_value("BS403", path, message, "write flatten to close them")


def _risk() -> str:
    return _FIX.replace("add guards:", "add risk: {guards:", 1) + "}"
