"""A limit order has a price, a market order has none."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.spec.paths import Path
from botspec.spec.words import PolicyType


def order_price(context: Context) -> Iterator[Finding]:
    """Entry and exit policies each."""
    orders = context.spec.orders
    for leg, policy in (("entry", orders.entry), ("exit", orders.exit)):
        path: Path = ("orders", leg)
        if policy.type is PolicyType.LIMIT and policy.price is None:
            yield context.document.at_key("BS303", path, "a limit order needs a price", "add price: close")
        if policy.type is PolicyType.MARKET and policy.price is not None:
            message = "a market order has no price"
            yield context.document.at_key("BS303", (*path, "price"), message, "remove it, or write type: limit")
