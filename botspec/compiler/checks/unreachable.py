"""Limits that shut out what the spec trades, and limits that can never bind."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.blocks import Chosen
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.domain.orders import PositionSide
from botspec.domain.values import Money, Ratio, Shares

_FIXES_SIDE = "remove it, or the limit"
_ALL_OF_IT = 1
_WITHIN = (
    # a limit, the one that is always met first, and why
    ("max_order_notional", "max_position", "an order is part of a position"),
    ("max_order_shares", "max_position", "an order is part of a position"),
    ("max_position", "max_gross_exposure", "a position is part of the exposure"),
    ("max_net_exposure", "max_gross_exposure", "net is never more than gross"),
    ("max_orders_per_minute", "max_orders_per_day", "the day's are gone before"),
    ("max_orders_per_symbol", "max_orders_per_day", "the day's are gone before"),
)


def unreachable(context: Context) -> Iterator[Finding]:
    """Symbols and sides that a limit never lets in, then limits above others that are met first."""
    yield from _symbols(context)
    yield from _sides(context)
    yield from _credit(context)
    for outer, inner, why in _WITHIN:
        limit, first = context.blocks.limit(outer), context.blocks.limit(inner)
        if limit is not None and first is not None and _above(limit, first):
            related = (context.document.related(first.path, "met first"),)
            message = f"{first.kind} is met first ({why}), so this limit never binds"
            yield context.document.at_value(
                "BS305", limit.path, message, "make it smaller, or remove it", related=related
            )


def _symbols(context: Context) -> Iterator[Finding]:
    for kind, inside in (("allowed_symbols", False), ("restricted_symbols", True)):
        limit = context.blocks.limit(kind)
        listed = _value(limit)
        for index, symbol in enumerate(context.spec.universe.symbols if isinstance(listed, tuple) else ()):
            if limit is not None and isinstance(listed, tuple) and (symbol in listed) is inside:
                related = (context.document.related(limit.path, "the limit"),)
                message = f"'{symbol}' may never be bought: {kind} shuts it out"
                path = ("universe", "symbols", index)
                yield context.document.at_value("BS321", path, message, _FIXES_SIDE, related=related)


def _sides(context: Context) -> Iterator[Finding]:
    limit, texts = context.blocks.limit("sides"), context.strategy.texts
    allowed = _value(limit)
    if limit is None or texts is None or not isinstance(allowed, tuple):
        return
    for side in PositionSide:
        if getattr(texts, side) is not None and side not in allowed:
            message = f"the strategy goes {side}, and 'sides' does not let it"
            yield context.document.at_value("BS321", limit.path, message, f"add {side}, or remove the rules")


def _credit(context: Context) -> Iterator[Finding]:
    """A bot that never buys on credit and sells nothing short has no more than its equity in positions."""
    texts = context.strategy.texts
    if texts is None or texts.short is not None:
        return
    for kind in ("max_gross_exposure", "max_net_exposure", "max_leverage", "max_position"):
        limit = context.blocks.limit(kind)
        value = _value(limit)
        part = value.value if isinstance(value, Ratio) else value if kind == "max_leverage" else None
        if limit is not None and part is not None and part > _ALL_OF_IT:  # type: ignore[operator]
            message = "the bot never spends more than its own cash, so this limit never binds"
            fix = "write 1 or less" if kind == "max_leverage" else "write 100% or less"
            yield context.document.at_value("BS305", limit.path, message, fix)


def _above(limit: Chosen, first: Chosen) -> bool:
    """True when both are of one unit and `limit` is the larger, so that the other is met before it."""
    match _value(limit), _value(first):
        case Ratio(value=one), Ratio(value=other):
            return one > other
        case Money(amount=one), Money(amount=other):
            return one > other
        case Shares(quantity=one), Shares(quantity=other):
            return one > other
        case int() as one, int() as other:
            return one > other
        case _:
            return False


def _value(limit: Chosen | None) -> object:
    return None if limit is None else getattr(limit.params, "limit", None)
