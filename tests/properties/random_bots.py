"""Random bots in random markets, small and wild: gaps, dividends, early closes, every policy and guard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import strategies as st

from botspec.domain.exits import Unit
from botspec.domain.orders import OrderType, TimeInForce
from botspec.exchange.fees.alpaca import Alpaca
from botspec.exchange.fees.none import NoFees
from botspec.exchange.slippage.bps import Bps, BpsParams
from botspec.exchange.slippage.none import NoSlippage
from botspec.exchange.slippage.slippage import Slippage
from botspec.exchange.slippage.volume_share import VolumeShare, VolumeShareParams
from botspec.execution.exits import Reach
from botspec.execution.patience import Patience
from botspec.execution.policy import OrderPolicy
from botspec.expressions import Names, parse_condition, parse_number
from botspec.market.hours import REGULAR, Hours
from botspec.market.moments import nanoseconds
from botspec.market.panel import ActionKind, CorporateAction, Panel
from botspec.risk.limits.capital import Capital
from botspec.risk.sizing.sizing import Sizing
from botspec.spec.words import Submit, Timeframe, Unfilled
from botspec.strategy.pair import Pair, PairParams
from botspec.strategy.targets import Plan
from tests.fakes.bots import (
    Scripted,
    ScriptedTargets,
    a_bot,
    a_guard,
    a_limit,
    a_sizing,
    guard_of,
    limit_order,
    percent,
    stop_order,
    written_exits,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.pipeline import Pipeline

SYMBOLS = ("AAA", "BBB", "CCC")
FIRST, LAST = date(2024, 11, 18), date(2025, 1, 31)  # Thanksgiving, and an early close the day after
NO_BAR = 0.12


@dataclass(frozen=True, slots=True)
class Case:
    """A bot and the bars it meets; the period begins at row `start`."""

    bot: Pipeline
    panel: Panel
    start: int

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:  # noqa: FBT001 - hypothesis prints with this
        bot = self.bot
        policies = f"entry {bot.entry}, exit {bot.exit}, guards {[str(guard) for guard in bot.guards]}"
        printer.text(f"<{bot.data.timeframe}, {len(self.panel)} rows from {self.start}: {policies}>")


def _times(timeframe: Timeframe, days: int, hours: Hours = REGULAR) -> tuple[list[int], list[int], list[int]]:
    opened, closed, session = [], [], []
    for each in hours.sessions(FIRST, LAST)[:days]:
        span = each.closes_at - each.opens_at if timeframe.daily else timedelta(seconds=timeframe.seconds)
        at = each.opens_at
        while at < each.closes_at:
            opened.append(nanoseconds(at))
            closed.append(nanoseconds(min(at + span, each.closes_at)))
            session.append(each.on.toordinal())
            at += span
    return opened, closed, session


def a_panel(
    seed: int, timeframe: Timeframe, days: int, gaps: float, *, keep_rows: bool = False, hours: Hours = REGULAR
) -> Panel:
    """Prices that jump about; `gaps` is the share of bars that are missing (never the first row's).

    A row without any bar is no row, unless `keep_rows` gives the first symbol a bar there.
    """
    random = np.random.default_rng(seed)
    opened, closed, session = _times(timeframe, days, hours)
    shape = (len(opened), len(SYMBOLS))
    close = np.round(40 * np.exp(np.cumsum(random.normal(0, 0.03, shape), axis=0)), 2)
    before = np.vstack((close[:1], close[:-1]))
    opening = np.round(before * np.exp(random.normal(0, 0.02, shape)), 2)
    high = np.round(np.maximum(opening, close) * (1 + abs(random.normal(0, 0.01, shape))), 2)
    low = np.round(np.minimum(opening, close) * (1 - abs(random.normal(0, 0.01, shape))), 2)
    volume = random.integers(0, 5_000, shape).astype(float)
    missing = random.random(shape) < gaps
    missing[0] = False
    if keep_rows:
        missing[missing.all(axis=1), 0] = False
    columns = [np.asfortranarray(np.where(missing, np.nan, each)) for each in (opening, high, low, close, volume)]
    present = ~missing.all(axis=1)
    times = [np.array(each, dtype=np.int64)[present] for each in (opened, closed, session)]
    return Panel(
        SYMBOLS, *times, *[np.asfortranarray(each[present]) for each in columns], actions=_dividends(random, session)
    )


def _dividends(random: np.random.Generator, session: list[int]) -> tuple[CorporateAction, ...]:
    days = sorted(set(session))[1:]
    paying = [(symbol, day) for symbol in SYMBOLS for day in days if random.random() < 0.1]
    dividends = [
        CorporateAction(symbol, date.fromordinal(day), ActionKind.CASH_DIVIDEND, Decimal("0.37"))
        for symbol, day in paying
    ]
    return tuple(dividends + _split(random, days))


def _split(random: np.random.Generator, days: list[int]) -> list[CorporateAction]:
    """In every second market; prices do not follow it, which is a very bad day."""
    if not days or random.random() < 0.5:
        return []
    day = date.fromordinal(int(random.choice(days)))
    return [
        CorporateAction(str(random.choice(SYMBOLS)), day, ActionKind.SPLIT, Decimal(str(random.choice(["2", "1.5"]))))
    ]


def _signals(seed: int, rows: int, often: float, *, shorts: bool = False) -> Scripted:
    random = np.random.default_rng(seed)
    shape = (rows, len(SYMBOLS))
    enter = random.choice([-1, 0, 1], p=[0.1, 0.9 - often, often], size=shape).astype(np.int8)
    leave = random.choice([-1, 0, 1], p=[0.05, 0.8, 0.15], size=shape).astype(np.int8)
    rank = random.choice([0.0, 1.0, 2.0, np.nan], size=shape)
    ready = int(random.integers(0, 4))
    return Scripted(enter, leave, rank, ready=ready, short=_short(random, shape, often) if shorts else None)


def _short(
    random: np.random.Generator, shape: tuple[int, int], often: float
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    enter = random.choice([-1, 0, 1], p=[0.1, 0.9 - often, often], size=shape).astype(np.int8)
    return enter, random.choice([-1, 0, 1], p=[0.05, 0.75, 0.2], size=shape).astype(np.int8)


def _weights(seed: int, rows: int, often: float, plan: Plan) -> ScriptedTargets:
    """Weights that come to 100 % or less, some of them unknown."""
    random = np.random.default_rng(seed)
    shape = (rows, len(SYMBOLS))
    parts = random.choice([0.0, 0.15, 0.3], size=shape)
    weights = np.where(random.random(shape) < 0.1, np.nan, parts)
    due, paid = random.random(rows) < often, random.random(rows) < 0.1
    if plan.band is not None:
        weights[:] = [0.2, 0.3, 0.4]
    return ScriptedTargets(due, weights, paid, plan, ready=int(random.integers(0, 4)))


plans = st.builds(
    Plan,
    band=st.sampled_from([None, 0.02, 0.05]),
    sells=st.booleans(),
    starts_at_once=st.booleans(),
    contribution=st.sampled_from([None, Decimal(250), Decimal(2_000)]),
)
sizes: st.SearchStrategy[Sizing] = st.one_of(
    st.builds(percent, st.sampled_from(["20", "45"])),
    st.builds(percent, st.just("45"), fractional=st.just(True)),
    st.builds(lambda target: a_sizing("volatility_target", target=target, period=1), st.sampled_from(["1%", "5%"])),
    st.builds(lambda shares: a_sizing("fixed_shares", shares=shares), st.sampled_from(["7 shares", "90 shares"])),
    st.builds(lambda usd: a_sizing("fixed_notional", notional=usd), st.sampled_from(["900 USD", "4000 USD"])),
    st.builds(lambda count: a_sizing("equal_weight", positions=count), st.integers(1, 4)),
    st.builds(lambda risk: a_sizing("risk_per_trade", risk=risk), st.sampled_from(["0.5%", "60 USD"])),
)
patiences = st.builds(
    Patience,
    st.sampled_from([timedelta(minutes=minutes) for minutes in (5, 30, 45, 120, 390, 1_000)]),
    st.sampled_from(Unfilled),
    st.sampled_from([None, Decimal("0.002"), Decimal("0.03")]),
)


def _patient(policies: st.SearchStrategy[OrderPolicy]) -> st.SearchStrategy[OrderPolicy]:
    """Some of them wait for so long only."""

    def with_patience(policy: OrderPolicy, patience: Patience) -> OrderPolicy:
        repriced = patience.then is Unfilled.REPRICE and policy.type is not OrderType.LIMIT
        return policy if repriced else replace(policy, patience=patience)

    return st.one_of(policies, st.builds(with_patience, policies, patiences))


market = st.just(OrderPolicy())
lives = st.sampled_from(["day", "gtc"])
reaches = st.sampled_from([Reach(Unit.RATIO, Decimal("0.01")), Reach(Unit.USD, Decimal("0.4"))])
at_once = st.builds(OrderPolicy, st.just(OrderType.MARKET), st.sampled_from([TimeInForce.IOC, TimeInForce.FOK]))
waiting = st.one_of(
    st.builds(stop_order, st.sampled_from(["high", "low", "close * 1.01", "close * 0.99"]), lives),
    st.builds(stop_order, st.sampled_from(["high", "low"]), lives, reaches),
    st.builds(lambda life, trail: OrderPolicy(OrderType.TRAILING_STOP, TimeInForce(life), trail=trail), lives, reaches),
)
entries = st.one_of(
    market,
    at_once,
    st.just(OrderPolicy(notional=True)),
    st.builds(limit_order, st.sampled_from(["close * 0.99", "close * 1.01", "low"]), lives),
    waiting,
)
exits = st.one_of(market, at_once, st.builds(limit_order, st.sampled_from(["close * 1.01", "high"]), lives), waiting)
entries, exits = _patient(entries), _patient(exits)
distances = st.sampled_from(["1%", "3%", "0.70 USD", "1.5 * (high - low)"])
bot_exits = st.fixed_dictionaries(
    {},
    optional={
        "stop_loss": st.one_of(distances, st.just({"price": "low * 0.98"})),
        "take_profit": st.sampled_from(["2%", [{"at": "1%", "part": "50%"}, {"at": "4%", "part": "30%"}]]),
        "trailing_stop": st.one_of(
            st.fixed_dictionaries({"distance": distances}),
            st.fixed_dictionaries({"distance": distances, "after_gain": st.sampled_from(["0.5%", "2%"])}),
        ),
        "break_even": st.sampled_from([{"after_gain": "1%"}, {"after_gain": "2%", "offset": "0.1%"}]),
        "time_limit": st.sampled_from(["1 bars", "4 bars", "2d", "3h"]),
        "rest_at_broker": st.sampled_from(
            [["stop_loss", "take_profit"], ["stop_loss"], ["take_profit"], ["trailing_stop"]]
        ),
        "before_close": st.sampled_from(["5m", "40m"]),
        "max_entries": st.sampled_from([{"count": 1}, {"count": 2, "per": "week", "scope": "bot"}]),
    },
)
actions = st.sampled_from(["block_entries", "halt", "flatten"])
releases = st.sampled_from(["manual", "next_session", {"after": "1d"}, {"after": "3d"}, {"after": "2h"}])
watched = st.sampled_from(
    [{"limit": limit, "scope": scope} for scope in ("bot", "symbol", "account") for limit in ("0.5%", "1%", "2%", "5%")]
)
daily_losses = st.builds(
    lambda what, action, release: guard_of("daily_loss", **what, action=action, release=release),
    watched,
    actions,
    releases,
)
drawdowns = st.builds(
    lambda what, action, release, since: guard_of(
        "drawdown", **what, action=action, release=release, **{"from": since}
    ),
    watched,
    actions,
    releases,
    st.sampled_from(["peak", "start", "day_open"]),
)
weeks = st.builds(
    lambda what, action, release: guard_of("weekly_loss", **what, action=action, release=release),
    watched,
    actions,
    releases,
)
locks = st.builds(
    lambda what, action, release, window: guard_of(
        "profit_lock", **what, after="1%", window=window, action=action, release=release
    ),
    st.sampled_from(
        [{"limit": limit, "scope": scope} for scope in ("bot", "symbol", "account") for limit in ("20%", "50%")]
    ),
    actions,
    releases,
    st.sampled_from(["session", "week", "start"]),
)
scopes, windows = st.sampled_from(["bot", "symbol"]), st.sampled_from(["session", "week", "start"])
streaks = st.builds(
    lambda limit, scope, action, release: a_guard("loss_streak", limit, action, release, scope=scope),
    st.integers(1, 3),
    scopes,
    actions,
    releases,
)
slippages = st.builds(
    lambda limit, scope, window, action: a_guard("slippage_budget", limit, action, scope=scope, window=window),
    st.sampled_from(["1 USD", "0.05%"]),
    scopes,
    windows,
    actions,
)
stops = st.builds(
    lambda limit, scope, window, action: a_guard("stop_loss_count", limit, action, scope=scope, window=window),
    st.integers(1, 3),
    scopes,
    windows,
    actions,
)
losers = st.builds(
    lambda limit, action, release: a_guard("low_profit_symbol", limit, action, release, trades=1, window="5d"),
    st.sampled_from(["0.2%", "20 USD"]),
    actions,
    releases,
)
waits = st.builds(
    lambda after, scope, wait: guard_of("cooldown", after=after, scope=scope, wait=wait),
    st.sampled_from(["loss", "exit"]),
    scopes,
    st.sampled_from(["1 bars", "3 bars", "2d", "2h"]),
)
washes = st.builds(
    lambda action: guard_of("wash_sale", window="4d", action=action), st.sampled_from(["warn", "block_entries"])
)
rejects = st.builds(lambda action: a_guard("reject_rate", 2, action, window="10m"), actions)
stales = st.builds(
    lambda limit, scope, action, release: a_guard("stale_data", limit, action, release, scope=scope),
    st.sampled_from(["30m", "1d"]),
    scopes,
    actions,
    releases,
)
guards = st.one_of(
    st.just(()),
    st.tuples(daily_losses),
    st.tuples(drawdowns),
    st.tuples(daily_losses, drawdowns),
    st.tuples(locks),
    st.tuples(locks, waits),
    st.tuples(drawdowns, waits),
    st.tuples(streaks, losers),
    st.tuples(washes, slippages),
    st.tuples(streaks, rejects),
    st.tuples(slippages, waits),
    st.tuples(stales, waits),
    st.tuples(weeks, stops),
)
limits = st.lists(
    st.sampled_from(
        [
            ("max_position", "25%"),
            ("max_position", "60 shares"),
            ("max_order_notional", "2500 USD"),
            ("max_open_positions", 2),
            ("max_orders_per_minute", 1),
            ("max_orders_per_minute", 3),
            ("max_orders_per_day", 3),
            ("max_orders_per_symbol", 1),
            ("max_open_orders", 2),
            ("max_order_shares", "80 shares"),
            ("allowed_symbols", ["AAA", "CCC"]),
            ("restricted_symbols", ["BBB"]),
            ("sides", ["short"]),
            ("min_price", "38 USD"),
            ("max_gross_exposure", "70%"),
            ("max_net_exposure", "40%"),
            ("max_leverage", 1),
            ("gap_loss", {"shock": "20%", "limit": "10%"}),
            ("min_cash", "20%"),
            ("max_order_volume", "3%"),
            ("min_dollar_volume", "90000 USD"),
            ("max_price_deviation", "1%"),
            ("max_spread", "0.1%"),
            ("easy_to_borrow_only", "true"),
            ("no_entry", {"first": "45m", "last": "1h"}),
            ("trading_window", {"from": {"after_open": "1h"}, "to": {"before_close": "30m"}}),
        ]
    ),
    max_size=3,
    unique_by=lambda pair: pair[0],
)


def _pair(ratio: str, timeout: str) -> Pair:
    enter, leave = "close < 40", "close > 41"
    written = {"long": "AAA", "short": "CCC", "weight": "25%", "hedge_ratio": ratio, "enter": enter, "exit": leave}
    params = PairParams.model_validate({**written, "leg_timeout": timeout})
    return Pair(params, parse_condition(enter, Names()), parse_condition(leave, Names()), parse_number(ratio, Names()))


def _strategies(seed: int, rows: int) -> st.SearchStrategy[Scripted | ScriptedTargets | Pair]:
    often = st.sampled_from([0.05, 0.3])
    pairs = st.builds(_pair, st.sampled_from(["1", "close / 50", "0.6"]), st.sampled_from(["60s", "45m", "2d"]))
    return st.one_of(
        pairs,
        st.builds(lambda often, shorts: _signals(seed, rows, often, shorts=shorts), often, st.booleans()),
        st.builds(lambda often, plan: _weights(seed, rows, often, plan), often, plans),
    )


def _orders(timeframe: Timeframe) -> st.SearchStrategy[tuple[Submit, OrderPolicy, OrderPolicy]]:
    """When orders leave, and what they are: three in four as usual, the others for an auction."""
    usual = st.just(Submit.AFTER_OPEN if timeframe.daily else Submit.NOW)
    auction = Submit.OPEN_AUCTION if timeframe.daily else Submit.CLOSE_AUCTION
    life = "opg" if timeframe.daily else "cls"
    policy = st.one_of(
        st.just(OrderPolicy(time_in_force=TimeInForce(life))),
        st.builds(limit_order, st.sampled_from(["close * 0.99", "close * 1.01"]), st.just(life)),
    )
    as_usual = st.tuples(usual, entries, exits)
    return st.one_of(as_usual, as_usual, as_usual, st.tuples(st.just(auction), policy, policy))


slippage_models: st.SearchStrategy[Slippage] = st.sampled_from(
    [
        NoSlippage(),
        Bps(BpsParams(bps=Decimal(7))),
        VolumeShare(VolumeShareParams(impact=Decimal("0.1"))),
    ]
)


@st.composite
def cases(draw: Any, *, missing_rows: bool = True) -> Case:
    timeframe = draw(st.sampled_from([Timeframe.DAY, Timeframe.DAY, Timeframe.MINUTES_30, Timeframe.HOUR]))
    seed = draw(st.integers(0, 2**32))
    days = draw(st.integers(8, 15) if timeframe.daily else st.integers(2, 5))
    panel = a_panel(seed, timeframe, days, NO_BAR if draw(st.booleans()) else 0.0, keep_rows=not missing_rows)
    submit, entry, exit_ = draw(_orders(timeframe))
    strategy = draw(_strategies(seed + 1, len(panel)))
    if entry.notional and (isinstance(strategy, Pair) or getattr(strategy, "short", None) is not None):
        entry = OrderPolicy()  # parts of shares cannot be sold short: BS504
    if draw(st.booleans()):
        exit_ = replace(exit_, apart=True)
    watching = [guard for guard in draw(guards) if not (isinstance(strategy, Pair) and guard.kind == "wash_sale")]
    bot = a_bot(
        strategy,
        SYMBOLS,
        timeframe=timeframe,
        sizing=draw(sizes),
        submit=submit,
        entry=entry,
        exit=exit_,
        exits=written_exits(draw(st.one_of(st.just({}), bot_exits))),
        guards=tuple(watching),
        limits=(Capital(), *(a_limit(kind, value) for kind, value in draw(limits))),
        slippage=draw(slippage_models),
        fees=Alpaca() if draw(st.booleans()) else NoFees(),
        max_participation=draw(st.sampled_from([None, Decimal("0.02")])),
    )
    return Case(bot, panel, draw(st.integers(0, 3)))


def changed_after(panel: Panel, row: int, seed: int) -> Panel:
    """The same bars up to and including `row`, others after it."""
    random = np.random.default_rng(seed)
    factor = np.ones((len(panel), 1))
    factor[row + 1 :, 0] = np.exp(random.normal(0, 0.2, len(panel) - row - 1))
    prices = {name: np.asfortranarray(getattr(panel, name) * factor) for name in ("open", "high", "low", "close")}
    return replace(panel, **prices)
