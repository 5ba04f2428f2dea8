"""Something must stop a losing bot."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.blocks import Chosen
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.domain.guards import Action
from botspec.domain.modes import Mode
from botspec.domain.values import Money
from botspec.spec.words import Scope

LOSS_GUARDS = ("daily_loss", "weekly_loss", "drawdown")
NO_GUARD = "none"
_FIX = "add guards: [{kind: daily_loss, limit: 2%, action: halt, release: next_session}]"


def loss_guard(context: Context) -> Iterator[Finding]:
    """An error where real orders go, a warning elsewhere; and a word on halts that leave positions open."""
    document = context.document
    yield from _on_purpose(context)
    watching = loss_guards(context)
    if not watching and not _waived(context):
        code = "BS401" if context.spec.mode.rank >= Mode.PAPER.rank else "BS402"
        message = "no guard watches the bot's losses"
        has_risk = document.has(("risk",))
        yield document.at_key(code, ("risk",), message, _FIX) if has_risk else document.at_top(code, message, _risk())
    halts = [guard for guard in watching if getattr(guard.params, "action", None) is Action.HALT]
    if halts and not any(getattr(guard.params, "action", None) is Action.FLATTEN for guard in watching):
        message = "a halt stops entries and keeps positions open; no guard closes them"
        path = (*halts[0].path, "action")
        yield document.at_value("BS403", path, message, "write flatten to close them")


def loss_guards(context: Context) -> list[Chosen]:
    """Those that stop the bot by what it loses."""
    return [guard for guard in context.blocks.guards if watches_the_bot(context, guard) and _acts(guard)]


def watches_the_bot(context: Context, guard: Chosen) -> bool:
    """True for a guard of losses that sees all that the bot loses, and measures it against the bot's equity.

    What one symbol loses is a part of it; what an account loses is measured against more than the bot has.
    """
    scope = getattr(guard.params, "scope", Scope.BOT)
    whole = not isinstance(context.spec.capital, Money)
    return guard.kind in LOSS_GUARDS and (scope is Scope.BOT or (scope is Scope.ACCOUNT and whole))


def _acts(guard: Chosen) -> bool:
    action = getattr(guard.params, "action", None)
    return isinstance(action, Action) and action.stops_entries


def _waived(context: Context) -> bool:
    """No guard on purpose: nobody can allow that of a bot that trades real money."""
    return context.spec.mode is not Mode.LIVE and any(guard.kind == NO_GUARD for guard in context.blocks.guards)


def _on_purpose(context: Context) -> Iterator[Finding]:
    guards = context.blocks.guards
    for guard in guards if len(guards) > 1 else ():
        if guard.kind == NO_GUARD:
            message = "it says that no guard watches, and there are others"
            yield context.document.at_value("BS115", (*guard.path, "kind"), message, "remove it, or the others")


def _risk() -> str:
    return _FIX.replace("add guards:", "add risk: {guards:", 1) + "}"
