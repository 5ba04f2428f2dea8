"""What every run must keep, whatever the bot and the bars: limits, fills once, sound prices, books that balance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from botspec.domain.intents import Intent
from botspec.domain.orders import Side
from botspec.domain.rows import FillRow, IntentRow, OrderRow
from botspec.domain.values import Amount, Money, Ratio
from botspec.market.moments import moment, nanoseconds
from botspec.run.booking import book_order
from botspec.run.marks import prices_of_panel
from tests.properties.ledger import NOTHING, Ledger, Worst, size, worst, worst_case

if TYPE_CHECKING:
    from botspec.market.panel import Panel
    from botspec.risk.limits.limit import Limit
    from tests.fakes.trials import Trial
    from tests.properties.random_bots import Case

CENT = Decimal("0.01")
DUST = Decimal("0.000001")
"""Equity passes through a float on its way to the limits."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order that opens or adds, and what it leads to at worst."""

    intent: Intent
    after: Worst
    equity: Decimal
    within_minute: int

    @property
    def cost(self) -> Decimal:
        return size(self.intent) * worst(self.intent)

    def of(self, amount: Amount, usd: Decimal, shares: Decimal) -> tuple[Decimal, Decimal]:
        """What is used, and what is allowed."""
        match amount:
            case Ratio():
                return usd, amount.value * self.equity
            case Money():
                return usd, amount.amount
            case _:
                return shares, amount.quantity


Rule = Callable[["Limit", Order], tuple[Decimal, Decimal]]
RULES: dict[str, Rule] = {
    "capital": lambda _, order: (NOTHING, order.after.spendable),
    "min_cash": lambda limit, order: (order.of(limit.limit, NOTHING, NOTHING)[1], order.after.spendable),
    "max_position": lambda limit, order: order.of(
        limit.limit, order.after.worth[order.intent.request.symbol], order.after.shares[order.intent.request.symbol]
    ),
    "max_order_notional": lambda limit, order: order.of(limit.limit, order.cost, order.intent.request.quantity),
    "max_open_positions": lambda limit, order: (Decimal(len(order.after.shares)), Decimal(limit.limit)),
    "max_gross_exposure": lambda limit, order: order.of(limit.limit, order.after.gross, NOTHING),
    "max_leverage": lambda limit, order: (order.after.gross, limit.limit * order.equity),
    "gap_loss": lambda limit, order: order.of(limit.limit.limit, order.after.gross * limit.limit.shock.value, NOTHING),
    "max_order_shares": lambda limit, order: (order.intent.request.quantity, limit.limit.quantity),
    "min_price": lambda limit, order: (limit.limit.amount, order.intent.reference_price),
    "allowed_symbols": lambda limit, order: (Decimal(order.intent.request.symbol not in limit.limit), NOTHING),
    "restricted_symbols": lambda limit, order: (Decimal(order.intent.request.symbol in limit.limit), NOTHING),
    "sides": lambda limit, order: (
        Decimal(order.intent.request.side is not (Side.BUY if "long" in limit.limit else Side.SELL)),
        NOTHING,
    ),
    "max_orders_per_minute": lambda limit, order: (Decimal(order.within_minute), Decimal(limit.limit)),
}


def last_prices(panel: Panel, at: datetime) -> dict[str, Decimal]:
    """The prices a careful trader would reckon with: a bar's close once it closed, its open once it opened."""
    prices, when = prices_of_panel(panel), nanoseconds(at)
    row = int(np.searchsorted(panel.closed_at, when, side="right")) - 1
    found = prices.closing[max(row, 0)]
    opened = np.flatnonzero(panel.opened_at == when)
    if len(opened) and not (row >= 0 and panel.closed_at[row] == when):
        found = prices.opening[int(opened[0])]
    return {symbol: Decimal(repr(float(price))) for symbol, price in zip(panel.symbols, found, strict=True)}


def check_limits(case: Case, done: Trial) -> int:
    """I1, computed anew from the rows: no order that opens leads beyond a limit at its worst. How many were checked."""
    ledger, checked = Ledger(case.bot.capital), 0
    for row in done.journal.rows():
        ledger.take(row)
        if isinstance(row, IntentRow) and not row.intent.leg.reduces:
            checked += 1
            _check_order(case, ledger, row)
    assert not ledger.faults, ledger.faults
    return checked


def _check_order(case: Case, ledger: Ledger, row: IntentRow) -> None:
    prices = last_prices(case.panel, row.at)
    worth = sum((quantity * prices[symbol] for symbol, quantity in ledger.held.items() if quantity), NOTHING)
    recent = sum(1 for sent in ledger.sent if sent > row.at - timedelta(minutes=1))
    order = Order(row.intent, worst_case(ledger, prices), ledger.cash + worth, recent)
    for limit in case.bot.limits:
        if limit.kind in RULES:
            used, allowed = RULES[limit.kind](limit, order)
            assert used <= allowed + DUST * (1 + abs(allowed)), (
                f"{limit} at {row.at}: {used} of {allowed}; {row.intent.request}, read as {row.readings}"
            )


def check_fills(case: Case, done: Trial, order_of_news: list[int]) -> None:
    """I7: what was filled is what the broker says, and hearing all of it again in any order changes nothing."""
    ledger = Ledger(case.bot.capital)
    for row in done.journal.rows():
        ledger.take(row)
    desk = done.done.desk
    exchange = desk.broker.exchange
    theirs = {order.request.client_order_id: order.filled_quantity for order in exchange.orders()}
    assert {name: theirs[name] for name in ledger.orders} == {name: ledger.filled[name] for name in ledger.orders}
    assert sum(theirs.values()) == sum(ledger.filled.values())
    news = done.rows(OrderRow)
    before = desk.journal.chain.rows
    for index in order_of_news:
        if index < len(news):
            book_order(desk, news[index].order, news[index].at)
    assert desk.journal.chain.rows == before


def check_books(case: Case, done: Trial) -> None:
    """Cash and positions are equity to the cent, at every row, and at the last by other sums."""
    ledger = Ledger(case.bot.capital)
    for row in done.journal.rows():
        ledger.take(row)
    desk, columns = done.done.desk, done.journal.columns()
    net = columns["equity"] - columns["cash"]
    assert (np.abs(net) - columns["exposure"]).max(initial=0.0) < float(CENT)  # exposure is gross
    opened = [row.intent.request.side for row in done.rows(IntentRow) if not row.intent.leg.reduces]
    if Side.SELL not in opened:
        assert np.abs(columns["exposure"] - net).max(initial=0.0) < float(CENT)
    held = {symbol: quantity for symbol, quantity in ledger.held.items() if quantity}
    assert held == {symbol: each.quantity for symbol, each in desk.state.portfolio.positions.items()}
    assert ledger.cash == desk.state.portfolio.cash
    assert ledger.cash + ledger.overpaid >= -DUST or any(quantity < 0 for quantity in held.values())
    beside = case.bot.simulation.cash - case.bot.capital
    assert abs(ledger.cash - desk.state.contributed + beside - desk.broker.exchange.cash) < CENT
    if not len(columns["equity"]):
        return
    at = moment(int(columns["closed_at"][-1]))
    prices = last_prices(case.panel, at)
    came_later = desk.state.came_in(at)
    worth = ledger.cash - came_later + sum((quantity * prices[each] for each, quantity in held.items()), NOTHING)
    assert abs(worth - Decimal(repr(float(columns["equity"][-1])))) < CENT
    gross = sum((abs(quantity) * prices[each] for each, quantity in held.items()), NOTHING)
    assert abs(gross - Decimal(repr(float(columns["exposure"][-1])))) < CENT


def check_prices(case: Case, done: Trial) -> None:
    """Nothing fills where there is no bar."""
    panel = case.panel
    for row in done.rows(FillRow):
        at, column = nanoseconds(row.fill.at), panel.column(row.fill.symbol)
        under_way = (panel.opened_at <= at) & (at <= panel.closed_at)
        assert (~np.isnan(panel.close[under_way, column])).any(), f"{row.fill} has no bar"


def check_same(jumped: Trial, walked: Trial) -> None:
    """Two runs, one of which jumped over rows, are the same to the byte."""
    assert list(jumped.journal.rows()) == list(walked.journal.rows())
    assert jumped.journal.seal() == walked.journal.seal()
    for name, column in walked.journal.columns().items():
        assert jumped.journal.columns()[name].tobytes() == column.tobytes(), name
