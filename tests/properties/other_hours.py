"""Random bots that trade before the open and after the close, or coins around the clock."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from botspec.domain.orders import OrderType, TimeInForce
from botspec.exchange.fees.alpaca import Alpaca
from botspec.exchange.fees.none import NoFees
from botspec.execution.patience import Patience
from botspec.execution.policy import OrderPolicy
from botspec.market.hours import ALWAYS, EXTENDED
from botspec.risk.limits.capital import Capital
from botspec.spec.words import Submit, Timeframe, Unfilled
from tests.fakes.bots import a_bot, a_limit, a_sizing, limit_order, percent, stop_order, written_exits
from tests.properties.random_bots import (
    NO_BAR,
    SYMBOLS,
    Case,
    _signals,
    a_panel,
    bot_exits,
    guards,
    limits,
    patiences,
    reaches,
    sizes,
    slippage_models,
)

MANY_GAPS = 0.4


def _outside(price: str, life: str) -> OrderPolicy:
    return replace(limit_order(price, life), extended_hours=True)


lives = st.sampled_from(["day", "gtc"])
prices = st.sampled_from(["close", "close * 0.99", "close * 1.01", "low"])
calm = st.builds(_outside, prices, lives)
waiting = st.builds(
    lambda policy, patience: replace(policy, patience=patience),
    calm,
    patiences.filter(lambda patience: patience.then is not Unfilled.MARKET),
)
policies = st.one_of(calm, waiting)


def _watched(written: dict[str, Any]) -> dict[str, Any]:
    """What rests at the broker works in regular hours only, so nothing does."""
    return {key: value for key, value in written.items() if key != "rest_at_broker"}


@st.composite
def extended_cases(draw: Any, *, missing_rows: bool = True) -> Case:
    """Half-hours from four in the morning to eight at night; few bars outside regular hours in half of them."""
    seed = draw(st.integers(0, 2**32))
    gaps = draw(st.sampled_from([0.0, NO_BAR, MANY_GAPS]))
    panel = a_panel(
        seed, Timeframe.MINUTES_30, draw(st.integers(2, 4)), gaps, keep_rows=not missing_rows, hours=EXTENDED
    )
    bot = a_bot(
        _signals(seed + 1, len(panel), draw(st.sampled_from([0.05, 0.3])), shorts=draw(st.booleans())),
        SYMBOLS,
        timeframe=Timeframe.MINUTES_30,
        hours=EXTENDED,
        sizing=draw(sizes),
        submit=Submit.NOW,
        entry=draw(policies),
        exit=draw(policies),
        exits=written_exits(_watched(draw(st.one_of(st.just({}), bot_exits)))),
        guards=draw(guards),
        limits=(Capital(), *(a_limit(kind, value) for kind, value in draw(limits))),
        slippage=draw(slippage_models),
        fees=Alpaca() if draw(st.booleans()) else NoFees(),
        max_participation=draw(st.sampled_from([None, Decimal("0.02")])),
    )
    return Case(bot, panel, draw(st.integers(0, 3)))


COINS = ("BTC/USD", "ETH/USD", "SOL/USD")
coin_lives = st.sampled_from(["gtc", "ioc"])
coin_orders = st.one_of(
    st.builds(lambda life: OrderPolicy(time_in_force=TimeInForce(life)), coin_lives),
    st.builds(limit_order, prices, coin_lives),
    st.builds(stop_order, st.sampled_from(["high", "low"]), st.just("gtc"), reaches),
)


def _patient(policy: OrderPolicy, patience: Patience) -> OrderPolicy:
    repriced = patience.then is Unfilled.REPRICE and policy.type is not OrderType.LIMIT
    return policy if repriced else replace(policy, patience=patience)


coin_policies = st.one_of(coin_orders, st.builds(_patient, coin_orders, patiences))
coin_sizes = st.one_of(
    st.builds(percent, st.sampled_from(["20", "45"]), fractional=st.just(True)),
    st.builds(
        lambda usd: a_sizing("fixed_notional", notional=usd, fractional=True), st.sampled_from(["9 USD", "4000 USD"])
    ),
)


@st.composite
def coin_cases(draw: Any, *, missing_rows: bool = True) -> Case:
    """Pairs around the clock: days, or hours of a few days over a weekend."""
    seed = draw(st.integers(0, 2**32))
    timeframe = draw(st.sampled_from([Timeframe.DAY, Timeframe.HOUR, Timeframe.HOURS_4]))
    gaps = draw(st.sampled_from([0.0, NO_BAR]))
    days = draw(st.integers(8, 15) if timeframe.daily else st.integers(2, 6))
    panel = a_panel(seed, timeframe, days, gaps, keep_rows=not missing_rows, hours=ALWAYS)
    bot = a_bot(
        _signals(seed + 1, len(panel), draw(st.sampled_from([0.05, 0.3]))),
        COINS,
        timeframe=timeframe,
        hours=ALWAYS,
        sizing=draw(coin_sizes),
        submit=Submit.NOW,
        entry=draw(coin_policies),
        exit=draw(coin_policies),
        exits=written_exits(_watched(draw(st.one_of(st.just({}), bot_exits)))),
        guards=draw(guards),
        limits=(Capital(), a_limit("max_open_positions", 2)),
        slippage=draw(slippage_models),
        fees=Alpaca() if draw(st.booleans()) else NoFees(),
        max_participation=draw(st.sampled_from([None, Decimal("0.02")])),
    )
    return Case(bot, replace(panel, symbols=COINS, actions=()), draw(st.integers(0, 3)))
