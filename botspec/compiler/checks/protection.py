"""What protects a position when this process is dead: a stop that rests at the broker, and lives long enough there."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.checks.order_kinds import is_fractional
from botspec.compiler.checks.policies import Policy, policies
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.domain.guards import Action
from botspec.domain.modes import Mode
from botspec.domain.orders import TimeInForce
from botspec.exchange.legality import is_crypto
from botspec.spec.paths import Path
from botspec.spec.words import OrderClass, Resting, Session

REST: Path = ("exits", "rest_at_broker")
CLOSING = ("stop_loss", "trailing_stop", "time_limit")
STOPS = (Resting.STOP_LOSS, Resting.TRAILING_STOP)


def protection(context: Context) -> Iterator[Finding]:
    """Resting stops that cannot be, those that end with the day, stops and guards that wait, and what does not rest."""
    exits = context.spec.exits
    if _may_wait(context):
        yield from _guards_that_wait(context)
    resting = [name for name in exits.rest_at_broker if name in STOPS and getattr(exits, name.value)]
    if resting:
        yield from _cannot_rest(context, resting[0])
        if Resting.TRAILING_STOP in resting:
            yield from _cannot_trail(context)
        if exits.before_close is None:
            yield from _ends_with_the_day(context)
    elif _may_wait(context):
        yield from _waits_for_the_open(context)
    elif exits.stop_loss is not None or exits.trailing_stop is not None:
        yield from _unprotected(context)


def _cannot_rest(context: Context, name: Resting) -> Iterator[Finding]:
    path = (*REST, context.spec.exits.rest_at_broker.index(name))
    if is_crypto(context.spec.universe.symbols[0]):
        message = f"a {name.replace('_', ' ')} cannot rest at Alpaca: of stops, crypto has stop-limit orders only"
        yield context.document.at_value("BS507", path, message, "remove it; the bot watches it while it runs")
    elif context.spec.schedule.session is Session.EXTENDED:
        message = f"a {name.replace('_', ' ')} at the broker works in regular hours only, this bot trades in others too"
        yield context.document.at_value("BS507", path, message, "write session: regular, or remove it here")


def _cannot_trail(context: Context) -> Iterator[Finding]:
    """Alpaca's own trailing stop is one order for whole shares that follows at once, and holds them all."""
    exits = context.spec.exits
    path = (*REST, exits.rest_at_broker.index(Resting.TRAILING_STOP))
    if len(exits.rest_at_broker) > 1:
        message = "a trailing stop rests alone: Alpaca holds the shares of a position for one order"
        yield context.document.at_value("BS507", path, message, "let one of them rest; the bot watches the others")
    elif exits.trailing_stop is not None and exits.trailing_stop.after_gain is not None:
        message = "a trailing stop that begins at a gain cannot rest at Alpaca: there it follows at once"
        yield context.document.at_value("BS507", path, message, "remove after_gain, or rest stop_loss instead")
    elif any(is_fractional(context, each) for each in policies(context) if each.leg == "entry"):
        message = "a trailing stop cannot rest at Alpaca for parts of shares"
        yield context.document.at_value("BS507", path, message, "order whole shares, or remove it here")


def _ends_with_the_day(context: Context) -> Iterator[Finding]:
    for policy in policies(context):
        if policy.leg == "entry" and not is_crypto(context.spec.universe.symbols[0]):
            why = _why(context, policy)
            if why:
                help_ = "a position held overnight would stand there without its stop"
                message = f"the resting stop expires at the close: {why[0]}"
                yield context.document.at_value("BS506", REST, message, why[1], help_)
                return


def _why(context: Context, policy: Policy) -> tuple[str, str] | None:
    if is_fractional(context, policy):
        return "orders for parts of shares live for the day", "order whole shares, or add exits.before_close: 5m"
    grouped = policy.written.order_class is not OrderClass.SIMPLE
    if grouped and policy.written.time_in_force is TimeInForce.DAY:
        return "the legs of a group live as long as its entry, a day", "write time_in_force: gtc for the entry"
    return None


def _may_wait(context: Context) -> bool:
    """True where shares may be held before the open or after the close."""
    if context.spec.schedule.session is not Session.EXTENDED:
        return False
    early = any(policy.leg == "entry" and policy.written.extended_hours for policy in policies(context))
    return early or context.spec.exits.before_close is None


def _waits_for_the_open(context: Context) -> Iterator[Finding]:
    exits = context.spec.exits
    name = next((name for name in CLOSING if getattr(exits, name) is not None), None)
    if name is not None:
        message = f"before 9:30 and after 16:00 a {name.replace('_', ' ')} closes nothing: its market order waits"
        fix = "write it into the exit rule, as position.gain < -4%, with a limit price in orders.exit"
        help_ = "or enter in regular hours only, and leave with exits.before_close: 5m"
        yield context.document.at_key("BS511", ("exits", name), message, fix, help_)


def _guards_that_wait(context: Context) -> Iterator[Finding]:
    for guard in context.blocks.guards:
        if getattr(guard.params, "action", None) is Action.FLATTEN:
            message = "before 9:30 and after 16:00 this guard closes nothing: its market orders wait for the open"
            fix = "write reduce_only, and an exit rule that leaves with a limit price in orders.exit"
            help_ = "or hold nothing then: enter in regular hours only, and leave with exits.before_close: 5m"
            yield context.document.at_value("BS511", (*guard.path, "action"), message, fix, help_)


def _unprotected(context: Context) -> Iterator[Finding]:
    if context.spec.mode.rank < Mode.PAPER.rank or is_crypto(context.spec.universe.symbols[0]):
        return
    message = "no stop rests at the broker: while this process is dead, nothing protects a position"
    yield context.document.at_key("BS408", ("exits",), message, "add rest_at_broker: [stop_loss]")
