from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from botspec.domain.orders import Side
from botspec.domain.portfolio import Fill
from botspec.domain.trades import match
from botspec.report.trade_numbers import by_symbol, count

START = datetime(2020, 1, 1, tzinfo=UTC)


def fill(order, side, quantity, price, day=0, symbol="A"):
    at = START + timedelta(days=day)
    return Fill(order, symbol, Side(side), Decimal(str(quantity)), Decimal(str(price)), at)


def test_a_round_trip():
    ledger = match([fill("in", "buy", 10, 5), fill("out", "sell", 10, "6.5", 3)], {"in": "dip", "out": "up"})
    (trade,) = ledger.trades

    assert (trade.profit, trade.entry_price, trade.exit_price) == (Decimal(15), Decimal(5), Decimal("6.5"))
    assert (trade.entry_rule, trade.exit_rule, trade.side) == ("dip", "up", Side.BUY)
    assert trade.profit_ratio == pytest.approx(0.3)
    assert ledger.open == ()


def test_partial_fills_of_one_order_are_one_trade():
    fills = [
        fill("in", "buy", 4, 10),
        fill("in", "buy", 6, 11),
        fill("out", "sell", 3, 12, 1),
        fill("out", "sell", 7, 13, 2),
    ]
    (trade,) = match(fills, {}).trades

    assert trade.quantity == 10
    assert trade.entry_price == Decimal("10.6")
    assert trade.exit_price == Decimal("12.7")
    assert trade.profit == Decimal(21)
    assert trade.exited_at == START + timedelta(days=2)


def test_first_in_is_first_out():
    fills = [fill("one", "buy", 10, 10), fill("two", "buy", 10, 20, 1), fill("out", "sell", 15, 30, 2)]
    ledger = match(fills, {"two": "more"})

    assert [(trade.quantity, trade.profit) for trade in ledger.trades] == [(10, 200), (5, 50)]
    (held,) = ledger.open
    assert (held.quantity, held.average_price, held.cost, held.entry_rule) == (5, 20, 100, "more")


def test_a_fill_that_crosses_zero_opens_the_rest_short():
    ledger = match([fill("in", "buy", 5, 10), fill("turn", "sell", 8, 12, 1), fill("back", "buy", 3, 9, 2)], {})

    assert [(trade.side, trade.profit) for trade in ledger.trades] == [(Side.BUY, 10), (Side.SELL, 9)]
    assert ledger.open == ()


def test_a_short_that_is_still_held_has_negative_quantity_and_cost():
    (held,) = match([fill("in", "sell", 4, 25)], {}).open

    assert (held.quantity, held.cost, held.average_price) == (-4, -100, 25)


def test_symbols_do_not_mix():
    ledger = match([fill("a", "buy", 1, 1), fill("b", "sell", 1, 2, symbol="B")], {})

    assert ledger.trades == ()
    assert [held.symbol for held in ledger.open] == ["A", "B"]


def trades_of(*profits):
    fills = []
    for number, profit in enumerate(profits):
        symbol = "A" if number % 2 == 0 else "B"
        fills += [
            fill(f"i{number}", "buy", 1, 100, number, symbol),
            fill(f"o{number}", "sell", 1, 100 + profit, number, symbol),
        ]
    return match(fills, {}).trades


def test_numbers_of_trades():
    numbers = count(trades_of(10, -4, 0, 6))

    assert (numbers.count, numbers.won, numbers.lost, numbers.win_rate) == (4, 2, 1, 0.5)
    assert (numbers.average_win, numbers.average_loss, numbers.profit, numbers.expectancy) == (8, -4, 12, 3)
    assert numbers.profit_factor == 4
    assert (numbers.best.profit, numbers.worst.profit) == (10, -4)
    assert {symbol: each.profit for symbol, each in by_symbol(trades_of(10, -4, 0, 6)).items()} == {"A": 10, "B": 2}


def test_no_trade_and_no_loss_leave_nothing_to_divide_by():
    none, won = count(()), count(trades_of(5))

    assert (none.win_rate, none.expectancy, none.profit_factor, none.best) == (None, None, None, None)
    assert (won.profit_factor, won.average_loss) == (None, None)


def test_profits_of_the_made_up_run_add_up_with_its_money(record):
    money = record.money

    assert money.adds_up
    assert money.realised == sum(trade.profit for trade in record.trades)
    changes = money.realised + money.unrealised + money.dividends + money.fees
    assert money.capital + changes + money.difference == money.equity
    assert float(money.equity) == pytest.approx(record.curve.equity[-1])


def test_bars_are_counted_between_entry_and_exit(record):
    trade = record.trades[0]
    closes = [on for on in record.sessions.dates() if trade.entered_at.date() <= on < trade.exited_at.date()]

    assert trade.bars == len(closes) > 0
