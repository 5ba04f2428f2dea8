"""What Alpaca takes: order type by time in force, session, fractions, class and kind of asset.

The tables are those the simulated exchange refuses by (`exchange.legality`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from botspec.compiler.checks.policies import Policy, policies
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.domain.orders import OrderClass as SentClass
from botspec.domain.orders import OrderType, TimeInForce
from botspec.exchange import legality
from botspec.spec.choice import or_list
from botspec.spec.words import OrderClass, Session, Unfilled

_ADDED = re.compile(r"add orders\.entry\.")


def order_kinds(context: Context) -> Iterator[Finding]:
    """The first rule that a policy is against; what both legs have in common once."""
    told: dict[tuple[str, str], Finding] = {}
    for policy in policies(context):
        every = (rule(context, policy) for rule in _RULES)
        found = next((each for each in every if each is not None), None)
        if found is not None:
            first = told.setdefault((found.code, found.message), found)
            told[found.code, found.message] = _for_both(first, found)
    yield from told.values()


def _for_both(first: Finding, second: Finding) -> Finding:
    """What is to be added to both legs is said of both at once."""
    match = _ADDED.match(first.label)
    if match is None or second.label != f"add orders.exit.{first.label[match.end() :]}":
        return first
    key, _, value = first.label[match.end() :].partition(": ")
    return replace(first, label=f"add orders.entry.{key} and orders.exit.{key}: {value}")


def _crypto(context: Context, policy: Policy) -> Finding | None:
    if not legality.is_crypto(context.spec.universe.symbols[0]):
        return None
    if policy.written.order_class is not OrderClass.SIMPLE:
        return _at(context, "BS509", policy, "class", "crypto orders stand alone", "write simple")
    return _types(context, "BS509", policy, "crypto orders", legality.CRYPTO_TYPES) or _lives(
        context, "BS509", policy, "crypto orders", legality.CRYPTO_TIMES_IN_FORCE
    )


def _extended(context: Context, policy: Policy) -> Finding | None:
    session = context.spec.schedule.session
    if not policy.written.extended_hours and session is not Session.EXTENDED:
        return None
    what = "orders in extended hours"
    return (
        _types(context, "BS503", policy, what, legality.EXTENDED_TYPES)
        or _lives(context, "BS503", policy, what, legality.EXTENDED_TIMES_IN_FORCE)
        or _outside(context, policy, session)
    )


def _outside(context: Context, policy: Policy, session: Session) -> Finding | None:
    """What is legal at Alpaca, but not what somebody means who trades before the open and after the close."""
    written = policy.written
    if written.order_class is not OrderClass.SIMPLE:
        return _at(context, "BS503", policy, "class", "orders in extended hours stand alone", "write simple")
    if session is not Session.EXTENDED:
        message = "this bot looks at regular hours only: such an order could fill while it does not"
        return _at(context, "BS503", policy, "extended_hours", message, "write schedule.session: extended, or false")
    if not written.extended_hours:
        message = "orders of an extended session trade before the open and after the close"
        return _at(context, "BS503", policy, "extended_hours", message, "write true")
    if written.unfilled_after is not None and written.unfilled_after.then is Unfilled.MARKET:
        message = "what is left cannot become a market order in extended hours"
        return _at(context, "BS503", policy, "unfilled_after", message, "let it cancel or reprice")
    return None


def _fractional(context: Context, policy: Policy) -> Finding | None:
    """Fractions are for stocks what crypto always is."""
    if not is_fractional(context, policy) or legality.is_crypto(context.spec.universe.symbols[0]):
        return None
    if policy.written.notional and policy.leg == "exit":
        return _at(context, "BS504", policy, "notional", "an exit closes the shares that are held", "remove it")
    if policy.written.notional and not _sized_in_parts(context):
        fix = "add fractional: true to the sizing"
        return _at(context, "BS504", policy, "notional", "orders in USD buy parts of shares", fix)
    if policy.written.order_class is not OrderClass.SIMPLE:
        return _at(context, "BS504", policy, "class", "parts of shares are ordered alone", "write simple")
    if policy.leg == "entry" and _may_be_short(context, policy):
        return _at(context, "BS504", policy, "", "parts of shares cannot be sold short", "order whole shares")
    return _types(context, "BS504", policy, "orders for parts of shares", legality.FRACTIONAL_TYPES) or _lives(
        context, "BS504", policy, "orders for parts of shares", legality.FRACTIONAL_TIMES_IN_FORCE
    )


def _may_be_short(context: Context, policy: Policy) -> bool:
    """True for the short side's own policy, and for one of both sides when there are rules for the short one."""
    traded = None if context.rules is None else context.rules.traded
    return policy.side == "short" or (not policy.side and traded is not None and traded.short is not None)


def _class(context: Context, policy: Policy) -> Finding | None:
    order_class = policy.written.order_class
    if order_class is OrderClass.SIMPLE:
        return None
    wrong = _wrong_class(context, policy)
    if wrong:
        return _at(context, "BS505", policy, "class", *wrong)
    if order_class is OrderClass.OCO:  # a limit and a stop by itself; the type is that of the other exits
        return None
    types = legality.CLASS_TYPES[SentClass(order_class.value)]
    return _types(context, "BS505", policy, f"{order_class} orders", types) or _lives(
        context, "BS505", policy, f"{order_class} orders", legality.CLASS_TIMES_IN_FORCE
    )


def _wrong_class(context: Context, policy: Policy) -> tuple[str, str] | None:
    resting = {name.value for name in context.spec.exits.rest_at_broker}
    both = {"stop_loss", "take_profit"} <= resting
    match policy.written.order_class, policy.leg:
        case OrderClass.OCO, "entry":
            return "an OCO order only leaves a position", "write bracket"
        case ((OrderClass.BRACKET | OrderClass.OTO), "exit"):
            return f"{policy.written.order_class} orders open a position", "write oco or simple"
        case OrderClass.OCO, _ if _is_bracket(context, policy.side):
            return "the bracket of the entry brings these exits already", "write simple, or simple for the entry"
        case ((OrderClass.BRACKET | OrderClass.OCO), _) if not both:
            fix = "add exits.rest_at_broker: [stop_loss, take_profit]"
            return f"a {policy.written.order_class} order needs a stop loss and a take profit at the broker", fix
        case OrderClass.OTO, _ if both or not resting & {"stop_loss", "take_profit"}:
            return "an OTO order brings one other: a stop loss or a take profit", "rest one of them at the broker"
        case _:
            return None


def _is_bracket(context: Context, side: str) -> bool:
    entries = (each for each in policies(context) if each.leg == "entry")
    return any(
        each.written.order_class is OrderClass.BRACKET and (not side or not each.side or each.side == side)
        for each in entries
    )


def _time(context: Context, policy: Policy) -> Finding | None:
    allowed = legality.TIMES_IN_FORCE[OrderType(policy.written.type.value)]
    kind = policy.written.type.replace("_", "-")
    return _lives(context, "BS502", policy, f"{kind} orders", allowed)


_RULES: tuple[Callable[[Context, Policy], Finding | None], ...] = (_crypto, _extended, _fractional, _class, _time)


def is_fractional(context: Context, policy: Policy) -> bool:
    """True when an order may be for a part of a share."""
    return policy.written.notional or _sized_in_parts(context)


def _sized_in_parts(context: Context) -> bool:
    sizes = (context.blocks.sizing.params, context.strategy.params)
    return any(getattr(params, "fractional", False) for params in sizes)


def _types(context: Context, code: str, policy: Policy, what: str, allowed: Collection[OrderType]) -> Finding | None:
    written = policy.written.type
    if OrderType(written.value) in allowed:
        return None
    words = or_list([kind.value for kind in OrderType if kind in allowed])
    return _at(context, code, policy, "type", f"{what} cannot be '{written}'", f"write {words}")


def _lives(context: Context, code: str, policy: Policy, what: str, allowed: Collection[TimeInForce]) -> Finding | None:
    written = policy.written.time_in_force
    if written in allowed:
        return None
    words = or_list([life.value for life in TimeInForce if life in allowed])
    return _at(context, code, policy, "time_in_force", f"{what} cannot be '{written}'", f"write {words}")


def _at(context: Context, code: str, policy: Policy, key: str, message: str, fix: str) -> Finding:
    """At the value where it is written, at the policy where its default is meant, else at the symbols."""
    document, path = context.document, (*policy.path, key)
    if key and document.has(path):
        return document.at_value(code, path, message, fix)
    fix = fix.replace("write ", f"add orders.{policy.leg}.{key}: ", 1) if key else fix
    for near in (policy.path, ("orders",), ("sizing",)):
        if document.has(near):
            return document.at_key(code, near, message, fix)
    return document.at_top(code, message, fix)
