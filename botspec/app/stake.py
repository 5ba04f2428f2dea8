"""What may be lost of what a bot holds and is about to hold, at the prices of the last bars."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from botspec.domain.exits import Distance, ExitPlan, Unit
from botspec.gitops.start_plan import Loss
from botspec.market.panel import ActionKind

if TYPE_CHECKING:
    from botspec.app.dry_run import DryRun
    from botspec.market.panel import Panel

SHOCK = Decimal("0.15")
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Held:
    """A position now or about to be: signed shares, the price they are valued at, and the stop they have."""

    symbol: str
    quantity: Decimal
    price: Decimal
    stop: Distance | None

    @property
    def value(self) -> Decimal:
        """USD, without sign."""
        return abs(self.quantity) * self.price


def losses(run: DryRun) -> tuple[Loss, ...]:
    """At the stops, past the worst gap there has been, and at a fall of 15 %."""
    held = _held(run)
    if not held:
        return (Loss("nothing is held or about to be", Decimal(0), ""),)
    total = sum((each.value for each in held), Decimal(0)).quantize(CENT)
    shock = (total * SHOCK).quantize(CENT)
    return (
        _at_the_stops(held),
        _past_the_gap(held, run.panel),
        Loss("if everything moves 15% against it at once", shock, f"of {total:,.2f} USD held or about to be"),
    )


def _held(run: DryRun) -> list[Held]:
    prices = {symbol: Decimal(repr(price)) for symbol, price in run.last_close.items() if math.isfinite(price)}
    state = run.desk.state
    found = []
    for symbol, position in state.portfolio.positions.items():
        entered = state.entered.get(symbol)
        price = prices.get(symbol, position.average_price)
        found.append(Held(symbol, position.quantity, price, _stop(entered.plan if entered else None)))
    for intent in (*run.sent, *run.then):
        if not intent.leg.reduces:
            request = intent.request
            wanted = state.working.get(request.client_order_id)
            signed = intent.shares * request.side.sign
            found.append(Held(request.symbol, signed, intent.reference_price, _stop(wanted.plan if wanted else None)))
    return found


def _stop(plan: ExitPlan | None) -> Distance | None:
    return None if plan is None else plan.stop_loss


def _at_the_stops(held: list[Held]) -> Loss:
    without = [each.symbol for each in held if each.stop is None]
    if without:
        return Loss("if every stop is hit", None, f"no stop on {', '.join(dict.fromkeys(without))}")
    lost = sum((_to_the_stop(each) for each in held), Decimal(0))
    return Loss("if every stop is hit", lost.quantize(CENT), "at the stop prices; a gap fills worse")


def _to_the_stop(held: Held) -> Decimal:
    stop = held.stop
    if stop is None:
        return held.value
    match stop.unit:
        case Unit.RATIO:
            return held.value * stop.value
        case Unit.USD:
            return abs(held.quantity) * stop.value
        case Unit.PRICE:
            return abs(held.quantity) * abs(held.price - stop.value)


def _past_the_gap(held: list[Held], panel: Panel) -> Loss:
    gaps = {each.symbol: worst_gap(panel, each.symbol, short=each.quantity < 0) for each in held}
    if any(gap is None for gap in gaps.values()):
        missing = [symbol for symbol, gap in gaps.items() if gap is None]
        return Loss("past the worst gap in these bars", None, f"too few bars of {', '.join(missing)}")
    known: Mapping[str, float] = {symbol: gap for symbol, gap in gaps.items() if gap is not None}
    lost = sum((each.value * Decimal(repr(round(known[each.symbol], 6))) for each in held), Decimal(0))
    told = ", ".join(f"{symbol} {gap:.1%}" for symbol, gap in known.items())
    return Loss("past the worst gap in these bars", lost.quantize(CENT), told)


def worst_gap(panel: Panel, symbol: str, *, short: bool) -> float | None:
    """The largest part of a close that was lost by the next open, splits left out; None without two bars."""
    if symbol not in panel.symbols:
        return None
    column = panel.column(symbol)
    own = np.flatnonzero(~np.isnan(panel.close[:, column]))
    if len(own) < 2:  # noqa: PLR2004  a gap lies between two bars
        return None
    splits = [a.ex_on.toordinal() for a in panel.actions if a.symbol == symbol and a.kind is ActionKind.SPLIT]
    moves = panel.open[own[1:], column] / panel.close[own[:-1], column] - 1.0
    moves = moves[~np.isin(panel.session[own[1:]], splits)]
    if not len(moves) or not np.isfinite(moves).all():
        return None
    worst = float(moves.max()) if short else -float(moves.min())
    return max(0.0, worst)
