"""Each order type has the prices it needs, and none that it does not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from botspec.compiler.checks.policies import Policy, policies
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.spec.orders import UnfilledAfter
from botspec.spec.words import PolicyType, Unfilled

_NEEDS: Mapping[PolicyType, tuple[str, ...]] = {
    PolicyType.MARKET: (),
    PolicyType.LIMIT: ("price",),
    PolicyType.STOP: ("price",),
    PolicyType.STOP_LIMIT: ("price", "limit_offset"),
    PolicyType.TRAILING_STOP: ("trail",),
}
_WHAT = {"price": "a price", "limit_offset": "a limit_offset", "trail": "a trail"}
_ADD = {"price": "add price: close", "limit_offset": "add limit_offset: 0.5%", "trail": "add trail: 3%"}
_READERS = {"price": "limit", "limit_offset": "stop_limit", "trail": "trailing_stop"}


def order_price(context: Context) -> Iterator[Finding]:
    """Entry and exit policies each."""
    for policy in policies(context):
        yield from _prices(context, policy)
        if policy.written.unfilled_after is not None:
            yield from _unfilled(context, policy, policy.written.unfilled_after)


def _unfilled(context: Context, policy: Policy, written: UnfilledAfter) -> Iterator[Finding]:
    """Only a limit follows the market, and never without an end."""
    path = (*policy.path, "unfilled_after")
    kind = policy.written.type
    if written.then is Unfilled.REPRICE and kind is not PolicyType.LIMIT:
        message = f"{_named(kind)} has no limit that could follow the market"
        yield context.document.at_value("BS303", (*path, "then"), message, "write cancel, or type: limit")
    elif written.then is Unfilled.MARKET and kind is PolicyType.MARKET:
        message = "a market order is one already"
        yield context.document.at_value("BS303", (*path, "then"), message, "write cancel, or type: limit")
    elif written.then is Unfilled.REPRICE and written.cap is None:
        message = "an order that follows the market needs a cap"
        yield context.document.at_key("BS303", path, message, "add cap: 0.5%")
    elif written.then is not Unfilled.REPRICE and written.cap is not None:
        message = f"'{written.then}' moves no price: nothing reads the cap"
        yield context.document.at_key("BS303", (*path, "cap"), message, "remove it, or write then: reprice")


def _prices(context: Context, policy: Policy) -> Iterator[Finding]:
    kind = policy.written.type
    for key, what in _WHAT.items():
        there = getattr(policy.written, key) is not None
        if there and key not in _NEEDS[kind]:
            message = f"{_named(kind)} has no {what.split(' ', 1)[1]}"
            fix = f"remove it, or write type: {_READERS[key]}"
            yield context.document.at_key("BS303", (*policy.path, key), message, fix)
        elif not there and key in _NEEDS[kind]:
            yield context.document.at_key("BS303", policy.path, f"{_named(kind)} needs {what}", _ADD[key])


def _named(kind: PolicyType) -> str:
    return f"a {kind.replace('_', '-')} order" if "_" in kind else f"a {kind} order"


def sides(context: Context) -> Iterator[Finding]:
    """A policy is written once for both sides, or for each side, not both."""
    orders = context.spec.orders
    for leg, policy in (("entry", orders.entry), ("exit", orders.exit)):
        written = [side for side in ("long", "short") if getattr(policy, side) is not None]
        beside = [key for key in ("type", "price", "time_in_force") if context.document.has(("orders", leg, key))]
        if written and beside:
            message = f"'{beside[0]}' stands beside '{written[0]}', which says everything for its side"
            fix = f"write it under {written[0]}"
            yield context.document.at_key("BS115", ("orders", leg, beside[0]), message, fix)
