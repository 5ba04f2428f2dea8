"""Before the open, after the close and around the clock: a simulation through HTTP is the back-test, on small bars."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from botspec.domain.modes import Mode
from botspec.domain.orders import Side
from botspec.domain.rows import FillRow, IntentRow, OutcomeRow, SharesRow
from botspec.market.calendar import is_open
from botspec.market.hours import ALWAYS, EXTENDED, Hours
from tests.fakes.alike import check_alike
from tests.fakes.written import Journalled, run_here

EXTENDED_SPEC = """\
version: 1
id: early-and-late
mode: simulate
capital: 50000 USD
universe: {symbols: [AAA, BBB]}
data: {source: files, path: ., timeframe: 15Min, bars: 15Min}
strategy:
  kind: rules
  long: {enter: "close > highest(high, 6)[1]", exit: "close < lowest(low, 5)[1]"}
  short: {enter: "close < lowest(low, 6)[1]", exit: "close > highest(high, 5)[1]"}
sizing: {kind: percent_of_equity, percent: 30%}
orders:
  entry: {type: limit, price: close, extended_hours: true, unfilled_after: {wait: 30m, then: cancel}}
  exit: {type: limit, price: close, extended_hours: true, unfilled_after: {wait: 15m, then: reprice, cap: 1%}}
exits: {stop_loss: 0.4%, take_profit: 1.5%}
risk: {guards: [{kind: drawdown, limit: 0.5%, action: flatten, release: next_session}]}
schedule: {session: extended}
simulation: {period: {from: 2013-11-01, to: 2013-11-05}, fees: {kind: alpaca}, slippage: {kind: bps, bps: 5}}
"""

COINS_SPEC = """\
version: 1
id: coins
mode: simulate
capital: 20000 USD
universe: {symbols: [BTC/USD, ETH/USD]}
data: {source: files, path: ., timeframe: 1Hour}
strategy:
  kind: rules
  long:
    enter: "close > highest(high, 6)[1] and close > prior_session(close)"
    exit: "close < lowest(low, 5)[1]"
sizing: {kind: percent_of_equity, percent: 40%, fractional: true}
orders:
  entry: {type: limit, price: close * 1.001, time_in_force: gtc, unfilled_after: {wait: 2h, then: cancel}}
  exit: {type: market, time_in_force: gtc}
exits: {stop_loss: 0.8%}
risk: {guards: [{kind: daily_loss, limit: 1%, action: flatten, release: next_session}]}
schedule: {session: always}
simulation: {period: {from: 2024-01-05, to: 2024-01-12}, fees: {kind: alpaca}, slippage: {kind: bps, bps: 5}}
"""

COARSE_SPEC = COINS_SPEC.replace(
    "slippage: {kind: bps, bps: 5}}",
    """slippage: {kind: bps, bps: 5}, increments: [
  {symbol: BTC/USD, min_order_size: 0.005 shares, min_trade_increment: 0.003 shares, price_increment: 25 USD}]}""",
)

RESTING_SPEC = COARSE_SPEC.replace(
    "{stop_loss: 0.8%}", "{stop_loss: 0.8%, take_profit: 0.9%, rest_at_broker: [take_profit]}"
)


@dataclass(frozen=True, slots=True)
class Market:
    """Bars to be written: which symbols, how wide, when."""

    symbols: tuple[str, ...]
    hours: Hours
    first: date
    last: date
    width: timedelta
    price: float


EARLY_AND_LATE = Market(("AAA", "BBB"), EXTENDED, date(2013, 10, 31), date(2013, 11, 5), timedelta(minutes=15), 40.0)

COINS = Market(("BTC/USD", "ETH/USD"), ALWAYS, date(2024, 1, 3), date(2024, 1, 12), timedelta(hours=1), 40_000.0)


def lines(market: Market, number: int) -> Iterator[str]:
    """A few waves on each other; outside regular hours only the first symbol has bars, with gaps."""
    yield "timestamp,open,high,low,close,volume"
    step, last = 0, market.price
    for session in market.hours.sessions(market.first, market.last):
        at = session.opens_at
        while at < session.closes_at:
            step += 1
            wave = math.sin(step / 9 + number) * 0.012 + math.sin(step / 31) * 0.02 + math.sin(step * 1.7) * 0.002
            close = round(market.price * (1 + number / 5) * (1 + wave), 2)
            outside = market.hours.extended and at != session.opens_at and not is_open(at)
            thin = outside and (number == 1 or step % 3 == 0)
            if not thin:
                high, low = round(max(last, close) * 1.0005, 2), round(min(last, close) * 0.9995, 2)
                yield f"{at:%Y-%m-%dT%H:%M:%SZ},{last},{high},{low},{close},{1000 + step % 7 * 300}"
                last = close
            at += market.width


@cache
def run(text: str, market: Market, mode: Mode, *, fast: bool = True) -> Journalled:
    with TemporaryDirectory(prefix="botspec-hours-") as name:
        folder = Path(name)
        spec = folder / "bot.yaml"
        spec.write_text(text, encoding="utf-8")
        for number, symbol in enumerate(market.symbols):
            bars = "\n".join(lines(market, number)) + "\n"
            (folder / f"{symbol.replace('/', '')}.csv").write_text(bars, encoding="utf-8")
        return run_here(spec, mode, fast_forward=fast)


CASES = [
    pytest.param(EXTENDED_SPEC, EARLY_AND_LATE, id="extended"),
    pytest.param(COINS_SPEC, COINS, id="always"),
    pytest.param(COARSE_SPEC, COINS, id="increments"),
    pytest.param(RESTING_SPEC, COINS, id="resting"),
]


@pytest.mark.parametrize(("text", "market"), CASES)
def test_simulate_is_the_back_test(text: str, market: Market) -> None:
    simulated, tested = run(text, market, Mode.SIMULATE), run(text, market, Mode.BACKTEST)
    check_alike(simulated.loaded, tested.loaded)
    coins = [[row.quantity for row in each.rows(SharesRow)] for each in (simulated, tested)]
    assert coins[0] == coins[1]


@pytest.mark.parametrize(("text", "market"), CASES)
def test_jumping_is_walking(text: str, market: Market) -> None:
    jumped, walked = run(text, market, Mode.BACKTEST), run(text, market, Mode.BACKTEST, fast=False)
    assert jumped.loaded.seal.determinism == walked.loaded.seal.determinism


def test_orders_fill_before_the_open_and_after_the_close_and_market_orders_do_not() -> None:
    tested = run(EXTENDED_SPEC, EARLY_AND_LATE, Mode.BACKTEST)
    intents = {row.intent.request.client_order_id: row.intent for row in tested.rows(IntentRow)}
    fills = [row.fill for row in tested.rows(FillRow)]
    outside = [fill for fill in fills if not _regular(fill.at)]
    assert len(fills) > len(outside) > 0
    assert {fill.at.hour < 15 for fill in outside} == {True, False}
    market = [each for each in intents.values() if not each.request.extended_hours]
    assert {each.leg.value for each in market} >= {"stop_loss"}
    assert all(_regular(each.created_at) for each in market)
    assert any(not _regular(each.decided_at) for each in market)


def test_coins_trade_at_the_weekend_and_pay_in_coins() -> None:
    tested = run(COINS_SPEC, COINS, Mode.BACKTEST)
    assert {row.fill.at.weekday() for row in tested.rows(FillRow)} & {5, 6}
    assert tested.rows(SharesRow)
    assert all(row.quantity < 0 for row in tested.rows(SharesRow))


def test_coins_are_ordered_in_the_increments_of_their_asset_and_again_after_a_rest_of_less_was_kept() -> None:
    tested = run(COARSE_SPEC, COINS, Mode.BACKTEST)
    orders = [row.intent for row in tested.rows(IntentRow) if row.intent.request.symbol == "BTC/USD"]
    assert {each.request.quantity % Decimal("0.003") for each in orders} == {Decimal(0)}
    assert {each.request.limit_price % 25 for each in orders if each.request.limit_price} == {Decimal(0)}
    assert [each.leg.reduces for each in orders].count(False) > 1
    assert any(each.leg.reduces for each in orders)
    assert {row.outcome for row in tested.rows(OutcomeRow)} == {"acked"}


def test_a_target_of_coins_rests_in_the_increments_of_its_asset_and_never_short_of_what_is_written() -> None:
    tested = run(RESTING_SPEC, COINS, Mode.BACKTEST)
    fills = {row.fill.client_order_id: row.fill for row in tested.rows(FillRow)}
    resting = [row.intent for row in tested.rows(IntentRow) if row.intent.rests]
    coarse = [each.request for each in resting if each.request.symbol == "BTC/USD"]
    assert coarse
    assert {each.limit_price % 25 for each in coarse if each.limit_price} == {Decimal(0)}
    assert {each.quantity % Decimal("0.003") for each in coarse} == {Decimal(0)}
    assert {row.outcome for row in tested.rows(OutcomeRow)} == {"acked"}
    entered = [fill for fill in fills.values() if fill.symbol == "BTC/USD" and fill.side is Side.BUY]
    for request, bought in zip(coarse, entered, strict=False):
        cost = bought.price / Decimal("0.9975")  # a coin that paid its fee in coins cost more
        assert request.limit_price is not None
        assert bought.price * Decimal("1.009") <= request.limit_price < cost * Decimal("1.009") + 25


def _regular(at: datetime) -> bool:
    """A fill inside the last bar is told at the close."""
    return is_open(at) or is_open(at - timedelta(microseconds=1))
