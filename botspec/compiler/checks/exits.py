"""Exits must be reachable, and fit together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.domain.values import Money, Ratio
from botspec.spec.distance import Distance
from botspec.spec.exits import Exits, Rung
from botspec.spec.paths import Path

WHOLE = Decimal(1)
EXITS: Path = ("exits",)
TAKE_PROFIT: Path = ("exits", "take_profit")


def exits(context: Context) -> Iterator[Finding]:
    """Ladders, stops that come into force too late, and exits that rest without being set."""
    written = context.spec.exits
    yield from _ladder(context, written.take_profit)
    yield from _too_late(context, written)
    for index, name in enumerate(written.rest_at_broker):
        if not getattr(written, name.value):
            path = (*EXITS, "rest_at_broker", index)
            message = f"'{name}' rests at the broker, and is not set"
            yield context.document.at_value("BS323", path, message, f"add {name}, or remove it here")
    if context.blocks.sizing.kind == "risk_per_trade" and written.stop_loss is None:
        message = "the size comes from the distance of the stop, and there is no stop"
        yield context.document.at_value("BS325", ("sizing", "kind"), message, "add exits: {stop_loss: 4%}")


def _ladder(context: Context, rungs: Sequence[Rung]) -> Iterator[Finding]:
    total = sum((rung.part.value for rung in rungs), Decimal(0))
    if total > WHOLE:
        message = f"the ladder sells {Ratio(total)} of the position"
        yield context.document.at_value("BS322", TAKE_PROFIT, message, "let the parts come to 100% or less")
    for index in range(1, len(rungs)):
        if _not_less(rungs[index - 1].at, rungs[index].at):
            path = (*TAKE_PROFIT, index, "at")
            message = f"this rung, at {rungs[index].at}, is not above the one before, at {rungs[index - 1].at}"
            yield context.document.at_value("BS322", path, message, "write the rungs from the nearest to the furthest")


def _too_late(context: Context, written: Exits) -> Iterator[Finding]:
    """What begins at a gain at which everything is sold already never begins."""
    if not written.take_profit:
        return
    furthest = written.take_profit[-1].at
    for key, part in (("break_even", written.break_even), ("trailing_stop", written.trailing_stop)):
        gain = None if part is None else part.after_gain
        if gain is not None and _not_less(gain, furthest):
            related = (context.document.related(TAKE_PROFIT, "sold by then"),)
            message = f"the {key} begins at a gain of {gain}, when the position is sold already"
            path = (*EXITS, key, "after_gain")
            yield context.document.at_value("BS329", path, message, f"write less than {furthest}", related=related)


def _not_less(one: Distance, other: Distance) -> bool:
    """True when both are of one unit and the first is not the smaller."""
    match one, other:
        case Ratio(value=left), Ratio(value=right):
            return left >= right
        case Money(amount=left), Money(amount=right):
            return left >= right
        case _:
            return False
