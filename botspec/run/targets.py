"""What a strategy of weights wants at a bar's close: what is above its weight leaves, what is below it is bought.

The size of each wish is an estimate: it is taken again from its weight when it leaves, and limits look at it then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from botspec.domain.intents import Leg, Wanted
from botspec.domain.orders import PositionSide
from botspec.domain.rows import DecisionRow, DroppedRow, WantedRow
from botspec.market.moments import moment
from botspec.risk.sizing.rounding import NOTHING, shares
from botspec.run.contributing import contribute
from botspec.run.drift import drifted
from botspec.run.entries import frozen_exits
from botspec.run.leaving import clear_the_way, is_settled
from botspec.run.marks import holdings
from botspec.run.prices import is_known, price_at, terms
from botspec.run.working import is_entry

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from botspec.domain.exits import ExitPlan
    from botspec.execution.policy import Terms
    from botspec.run.desk import Desk
    from botspec.run.view import View
    from botspec.strategy.targets import Plan, TargetColumns

LONG = PositionSide.LONG
CONTRIBUTION = "contribution"
LEAST = Decimal(1)
"""USD: Alpaca takes no order for less, so what is nearer to its weight is left."""


@dataclass(frozen=True, slots=True)
class Aim:
    """One symbol's weight at this row: `delta` is what is missing, in shares, negative for too many.

    `rule` says why it is looked at now, `spend` the most that may be paid, USD (None: whatever the weight says).
    """

    column: int
    rule: str
    weight: Decimal
    price: Decimal
    held: Decimal
    delta: Decimal
    spend: Decimal | None = None

    @property
    def missing(self) -> Decimal:
        """USD below the weight."""
        return self.delta * self.price


def want_targets(desk: Desk, view: View, targets: TargetColumns, equity: Decimal) -> None:
    """Wish for what brings holdings to their weights, where this row is one at which they are looked at."""
    equity += contribute(desk, view, targets, equity)
    rule = None if desk.state.flattening else _occasion(desk, view, targets, float(equity))
    if rule is None:
        return
    aims = list(_aims(desk, view, targets, equity, rule))
    buys = sorted((aim for aim in aims if aim.delta > 0), key=lambda aim: (-aim.missing, aim.column))
    if targets.plan.sells and rule != CONTRIBUTION:
        for aim in aims:
            if aim.delta < 0:
                _reduce(desk, view, aim)
    else:
        buys = list(_affordable(buys, _free_cash(desk, view, targets, equity)))
    for aim in buys:
        _increase(desk, view, targets, aim)


def _free_cash(desk: Desk, view: View, targets: TargetColumns, equity: Decimal) -> Decimal:
    """USD beyond the part of equity that no weight asks for."""
    weights = [float(weight) for weight in targets.weights[view.row] if weight == weight]  # noqa: PLR0124  (not NaN)
    kept = max(1 - sum(Decimal(repr(weight)) for weight in weights), NOTHING) * equity
    return desk.state.portfolio.cash - kept


def _affordable(buys: Iterable[Aim], cash: Decimal) -> Iterator[Aim]:
    """The furthest below its weight is filled up first, for as long as the money lasts."""
    for aim in buys:
        spend = min(aim.missing, cash)
        if spend > 0:
            yield replace(aim, spend=spend)
            cash -= spend


def _occasion(desk: Desk, view: View, targets: TargetColumns, equity: float) -> str | None:
    if targets.due[view.row]:
        return "rebalance"
    if waits_for_start(desk, targets.plan):
        return "start"
    if targets.plan.band is not None:
        weights, held = targets.weights[view.row], holdings(desk.state.portfolio, desk.columns)
        if drifted(weights, targets.plan.band, held, view.close, equity):
            return "drift"
    return CONTRIBUTION if desk.state.came_in(view.at) else None


def waits_for_start(desk: Desk, plan: Plan) -> bool:
    """True until a bot that starts at once has traded for the first time."""
    traded = desk.state.counts["fills"] or desk.state.working or desk.state.outbox
    return plan.starts_at_once and not traded


def _aims(desk: Desk, view: View, targets: TargetColumns, equity: Decimal, rule: str) -> Iterator[Aim]:
    weights: NDArray[np.float64] = targets.weights[view.row]
    for column, symbol in enumerate(desk.bot.symbols):
        weight, held = float(weights[column]), desk.state.portfolio.quantity(symbol)
        if weight != weight or not is_known(view, column):  # noqa: PLR0124  (NaN is unknown)
            if symbol not in desk.bot.removed:
                _tell_unknown(desk, view, targets, column)
            continue
        if (weight == 0 and held == 0) or _is_busy(desk, view, symbol):
            continue
        exact, price = Decimal(repr(weight)), price_at(view, column)
        delta = shares(exact * equity, price, fractional=targets.plan.fractional) - held
        if weight == 0 or abs(delta) * price >= LEAST:
            yield Aim(column, rule, exact, price, held, delta)


def _is_busy(desk: Desk, view: View, symbol: str) -> bool:
    """True while this symbol's orders or wishes must come to their end first; what is outdated is ended."""
    for wish in desk.state.wishes_in(symbol):
        if not wish.leg.reduces and wish.decided_at < view.at:
            desk.record(DroppedRow(view.at, wish, "newer weights"))
    for working in desk.state.live_in(symbol):
        if is_entry(working):
            desk.cancel(working, "newer weights", view.at)
    return bool(desk.state.wishes_in(symbol) or desk.state.live_in(symbol))


def _reduce(desk: Desk, view: View, aim: Aim) -> None:
    symbol = desk.bot.symbols[aim.column]
    leg = Leg.EXIT if aim.weight == 0 else Leg.REDUCE
    if clear_the_way(desk, symbol, leg, view.at) == 0:
        return
    priced = terms(desk.bot.exit.of(LONG), LONG.closes, view, aim.column)
    if priced is None:
        _tell(desk, view, aim.column, "NO_EXIT_PRICE_UNKNOWN", "the exit's price rule has no value here")
        return
    _wish(desk, view, aim, leg, priced)


def _increase(desk: Desk, view: View, targets: TargetColumns, aim: Aim) -> None:
    blocked = desk.state.no_entries(desk.bot.symbols[aim.column])
    if blocked is not None:
        _tell(desk, view, aim.column, *blocked, once=targets)
        return
    priced = terms(desk.bot.entry.of(LONG), LONG.opens, view, aim.column)
    if priced is None:
        _tell(desk, view, aim.column, "NO_TRADE_PRICE_UNKNOWN", "the entry's price rule has no value here")
        return
    if aim.held:
        _wish(desk, view, aim, Leg.ADD, priced)
        return
    exits, problem = frozen_exits(desk, view, aim.column, LONG, priced.price or aim.price)
    if problem is not None:
        _tell(desk, view, aim.column, *problem, once=targets)
        return
    _wish(desk, view, aim, Leg.ENTRY, priced, exits)


def _wish(desk: Desk, view: View, aim: Aim, leg: Leg, priced: Terms, exits: ExitPlan | None = None) -> None:
    wanted = Wanted(
        symbol=desk.bot.symbols[aim.column],
        side=LONG.closes if leg.reduces else LONG.opens,
        leg=leg,
        rule=aim.rule,
        decided_at=view.at,
        quantity=abs(aim.delta),
        reference_price=aim.price,
        weight=aim.weight,
        spend=aim.spend,
        exits=exits,
    )
    wanted = priced.on(wanted)
    if not is_settled(desk, wanted):
        desk.record(WantedRow(view.at, wanted))


def _tell_unknown(desk: Desk, view: View, targets: TargetColumns, column: int) -> None:
    if view.row < targets.ready[column]:
        detail = f"{desk.bot.strategy.warmup} bars are needed first"
        _tell(desk, view, column, "NO_TRADE_WARM_UP", detail, once=targets)
    else:
        _tell(desk, view, column, "NO_TRADE_UNKNOWN", "its weight is not known here; it stays as it is", once=targets)


def _tell(desk: Desk, view: View, column: int, reason: str, detail: str, once: TargetColumns | None = None) -> None:
    """Write down why there is no order: `once` for as long as the reason stands and no row has been due since."""
    symbol = desk.bot.symbols[column]
    last = desk.state.reasons.get(symbol)
    if last is None or last[0] != reason or (once is not None and last[1] < _last_due(view, once)):
        desk.record(DecisionRow(view.at, symbol, reason, detail))


def _last_due(view: View, targets: TargetColumns) -> datetime:
    row = view.row
    while row > 0 and not targets.due[row]:
        row -= 1
    return moment(int(view.panel.closed_at[row]))
