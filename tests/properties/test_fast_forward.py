"""Jumping over rows changes nothing: not a byte of the journal, not a bit of the curve."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from hypothesis import HealthCheck, given, settings

from botspec.domain.orders import Side
from botspec.domain.rows import WantedRow
from botspec.market.moments import moment
from tests.fakes.trials import trial
from tests.properties.random_bots import Case, cases

CENT = Decimal("0.01")


@settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_walking_and_jumping_write_the_same(case: Case) -> None:
    walked = trial(case.bot, case.panel, case.start, fast=False)
    jumped = trial(case.bot, case.panel, case.start, fast=True)

    assert list(jumped.journal.rows()) == list(walked.journal.rows())
    assert jumped.journal.seal() == walked.journal.seal()
    for name, column in walked.journal.columns().items():
        assert jumped.journal.columns()[name].tobytes() == column.tobytes(), name


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_the_books_balance(case: Case) -> None:
    done = trial(case.bot, case.panel, case.start)
    desk, exchange = done.done.desk, done.done.desk.broker.exchange
    portfolio = desk.state.portfolio

    assert portfolio.cash >= 0
    own = portfolio.cash - desk.state.contributed  # which the account had before
    assert abs(own - exchange.cash) < CENT
    if case.bot.simulation.max_participation is None:
        assert own == exchange.cash
    held = {symbol: position.quantity for symbol, position in portfolio.positions.items()}
    assert held == {symbol: position.quantity for symbol, position in exchange.positions.items()}
    exchange.skip(case.panel, len(case.panel))  # the last rows may have been jumped over
    prices = {symbol: exchange.last_price(symbol) for symbol in held}
    closed_at = moment(int(done.journal.columns()["closed_at"][-1]))
    cash = portfolio.cash - desk.state.came_in(closed_at)
    worth = cash + sum(quantity * prices[symbol] for symbol, quantity in held.items())
    columns = done.journal.columns()
    assert abs(Decimal(repr(float(columns["equity"][-1]))) - worth) < CENT
    net = columns["equity"] - columns["cash"]
    assert (np.abs(net) - columns["exposure"]).max() < float(CENT)  # exposure is gross
    wanted = [row.wanted for row in done.journal.rows() if isinstance(row, WantedRow)]
    if all(each.side is Side.BUY for each in wanted if not each.leg.reduces):
        assert np.abs(columns["exposure"] - net).max() < float(CENT)
