"""Random specs, written as YAML: every family of blocks, in combinations nobody would think of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from botspec.compiler.check import check
from botspec.compiler.compile import compile_spec
from botspec.diagnostics.finding import Severity
from botspec.spec.words import Timeframe
from tests.fakes.written import text_of
from tests.properties.random_bots import NO_BAR, SYMBOLS, Case, a_panel, bot_exits, limits

if TYPE_CHECKING:
    from botspec.market.panel import Panel

Part = dict[str, Any]
Parts = st.SearchStrategy[Part]


@dataclass(frozen=True, slots=True)
class Written:
    """A spec as text, and the bars it meets; the period begins at row `start`."""

    text: str
    panel: Panel
    start: int

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:  # noqa: FBT001 - hypothesis prints with this
        printer.text(f"{self.text}\n# {len(self.panel)} rows from {self.start}")


def read(written: Written) -> Case | tuple[str, ...]:
    """The bot it compiles to; the codes of what is wrong with it when it is refused."""
    checked = check("fuzz.yaml", written.text.encode())
    errors = tuple(found.code for found in checked.findings if found.severity is Severity.ERROR)
    if errors or checked.context is None:
        return errors
    return Case(compile_spec(checked.context, Path()), written.panel, written.start)


def one_of(*texts: object) -> st.SearchStrategy[Any]:
    return st.sampled_from(texts)


def part(needed: Part | None = None, **optional: object) -> Parts:
    """A mapping of the spec; `optional` keys are there or not."""
    drawn = {
        name: value if isinstance(value, st.SearchStrategy) else st.just(value) for name, value in optional.items()
    }
    fixed = {
        name: value if isinstance(value, st.SearchStrategy) else st.just(value)
        for name, value in (needed or {}).items()
    }
    return st.fixed_dictionaries(fixed, optional=drawn)


ENTRIES = one_of(
    "close > open",
    "close < close[1]",
    "close > sma(close, 3)",
    "low < lowest(low, 3)[1]",
    "of('BBB', close > open)",
    "volume > sma(volume, 2) and not close > 45",
    "crosses_above(close, sma(close, 4))",
    "rsi(close, 3) < 40 or close < 30",
    "since(close > close[1]) <= 2 bars",
    "if_else(high - low > 1, close, open) > 40",
    "day_of_week <= 3",
)
LEAVING = one_of(
    "close < open",
    "close > highest(high, 2)[1]",
    "close > limit",
    "rank(roc(close, 2)) == 1",
    "count(close < open, 3) >= 2",
    "close < at('1Week', close)",
    "returns(close) < -3%",
)
NUMBERS = one_of("close", "close * 0.99", "close * 1.01", "low", "high", "min(close, sma(close, 2))")
SIDE = part({"enter": ENTRIES, "exit": LEAVING})
RULES = part({"kind": "rules", "long": SIDE}, short=SIDE, rank=one_of("-close", "roc(close, 2)", "volume"))
LIBRARY = st.one_of(
    part({"kind": "sma_cross", "fast": 2, "slow": 4}),
    part({"kind": "rsi_reversion", "period": 2, "trend": 5}),
    part({"kind": "donchian_breakout", "entry_bars": 3, "exit_bars": 2}),
    part({"kind": "bollinger_reversion", "period": 4}),
    part({"kind": "macd_trend", "fast": 2, "slow": 4, "smoothing": 2}),
    part({"kind": "mean_reversion_momentum", "lookback": 3, "momentum_bars": 4}),
)
OFTEN = st.one_of(
    one_of({"every": "day"}, {"every": "week"}, {"every": "week", "on": "last_session"}, {"every": "month"})
)
WEIGHTS = part(
    {
        "kind": "target_weights",
        "weights": one_of({"AAA": "50%", "BBB": "30%"}, {"AAA": "20%", "BBB": "20%", "CCC": "60%"}),
    },
    rebalance=OFTEN,
    drift=one_of("2%", "8%"),
    contribute=one_of({"amount": "250 USD", "every": "day"}, {"amount": "900 USD", "every": "week"}),
    sell=one_of("never", "drift"),
    fractional=st.booleans(),
)
ROTATION = part(
    {
        "kind": "rotation",
        "score": one_of("roc(close, 2)", "-close", "returns(close)"),
        "rebalance": OFTEN,
        "top": st.integers(1, 3),
    },
    weighting=one_of("equal", "inverse_volatility"),
    invest=one_of("50%", "95%"),
    volatility_bars=st.just(3),
    when=one_of("close > sma(close, 2)", "close > open"),
    otherwise=one_of({"BBB": "50%"}, {"CCC": "20%"}),
    fractional=st.booleans(),
)
PAIR = part(
    {"kind": "pair", "long": "AAA", "short": "CCC", "weight": one_of("25%", "40%"),
     "hedge_ratio": one_of("1", "close / 50"), "enter": ENTRIES, "exit": LEAVING},
    leg_timeout=one_of("60s", "45m", "2d"),
)  # fmt: skip
SIZINGS = (
    part({"kind": "percent_of_equity", "percent": one_of("20%", "45%")}, fractional=st.booleans()),
    part({"kind": "fixed_notional", "notional": one_of("900 USD", "4000 USD")}, fractional=st.booleans()),
    part({"kind": "fixed_shares", "shares": one_of("7 shares", "90 shares")}),
    part({"kind": "equal_weight", "positions": st.integers(1, 4)}),
    part({"kind": "risk_per_trade", "risk": one_of("0.5%", "60 USD")}),
    part({"kind": "volatility_target", "target": one_of("1%", "5%"), "period": st.integers(2, 3)}),
)
LIVES = one_of("day", "gtc")
PATIENCE = part({"wait": one_of("5m", "45m", "7h", "3d"), "then": one_of("cancel", "market")})
FOLLOWING = part({"wait": one_of("5m", "45m", "7h"), "then": "reprice", "cap": one_of("0.2%", "3%")})
AT_MARKET = part({"type": "market"}, time_in_force=one_of("day", "gtc", "ioc", "fok"))
PRICED = part(
    {"type": "limit", "price": NUMBERS},
    time_in_force=one_of("day", "gtc", "ioc", "fok"),
    unfilled_after=PATIENCE | FOLLOWING,
)
WAITING = st.one_of(
    part({"type": "stop", "price": NUMBERS}, time_in_force=LIVES, unfilled_after=PATIENCE),
    part({"type": "stop_limit", "price": NUMBERS, "limit_offset": one_of("1%", "0.4 USD")}, time_in_force=LIVES),
    part({"type": "trailing_stop", "trail": one_of("1%", "0.4 USD")}, time_in_force=LIVES),
)
POLICIES = st.one_of(AT_MARKET, PRICED, PRICED, WAITING)
BY_SIDE = st.one_of(POLICIES, POLICIES, part({"long": POLICIES}, short=POLICIES))
DOLLARS = {"type": "market", "notional": True}
ACTIONS = one_of("warn", "block_entries", "reduce_only", "halt", "flatten")
RELEASES = one_of("manual", "next_session", {"after": "1d"}, {"after": "3d"})
EVERY_SCOPE = one_of("bot", "symbol", "account")
SCOPES, WINDOWS = one_of("bot", "symbol"), one_of("session", "week", "start")


def guard(kind: str, more: dict[str, object], **optional: object) -> Parts:
    return part({"kind": kind, "action": ACTIONS, "release": RELEASES, **more}, **optional)


LOSSES = one_of("0.5%", "1%", "2%", "5%")
GUARDS = st.one_of(
    guard("daily_loss", {"limit": LOSSES}, scope=EVERY_SCOPE),
    guard("weekly_loss", {"limit": LOSSES}, scope=EVERY_SCOPE),
    guard("drawdown", {"limit": LOSSES}, scope=EVERY_SCOPE, **{"from": one_of("peak", "start", "day_open")}),
    guard("profit_lock", {"limit": one_of("20%", "50%"), "after": "1%", "window": WINDOWS}, scope=EVERY_SCOPE),
    guard("loss_streak", {"limit": st.integers(1, 3)}, scope=SCOPES),
    guard("stop_loss_count", {"limit": st.integers(1, 3), "window": WINDOWS}, scope=SCOPES),
    guard("low_profit_symbol", {"limit": one_of("0.2%", "20 USD"), "trades": 1, "window": "5d"}),
    guard("slippage_budget", {"limit": one_of("1 USD", "0.05%"), "window": WINDOWS}, scope=SCOPES),
    guard("reject_rate", {"limit": 2, "window": "10m"}),
    guard("stale_data", {"limit": one_of("30m", "1d")}, scope=SCOPES),
    part({"kind": "cooldown", "wait": one_of("1 bars", "3 bars", "2d"), "after": one_of("loss", "exit")}, scope=SCOPES),
    part({"kind": "wash_sale", "action": one_of("warn", "block_entries")}, window="4d"),
)  # fmt: skip
COSTS: dict[str, st.SearchStrategy[Any]] = {
    "slippage": one_of({"kind": "none"}, {"kind": "bps", "bps": 7}, {"kind": "spread", "spread": "0.1%"},
                       {"kind": "volume_share", "impact": "0.1"}),
    "fees": one_of({"kind": "none"}, {"kind": "alpaca"}, {"kind": "per_share", "amount": "0.01 USD"},
                   {"kind": "per_order", "amount": "1.5 USD"}, {"kind": "bps", "bps": 3}),
    "max_participation": one_of("2%", "100%"),
}  # fmt: skip
Draw = Callable[[st.SearchStrategy[Any]], Any]


def _orders(draw: Draw, *, daily: bool, in_parts: bool) -> tuple[str, Part]:
    """When orders leave, and what they are: three in four as usual, the others for an auction."""
    if draw(st.integers(0, 3)):
        entry = DOLLARS if in_parts and draw(st.booleans()) else draw(BY_SIDE)
        return "after_open" if daily else "now", {"entry": entry, "exit": draw(BY_SIDE)}
    life = "opg" if daily else "cls"
    policy = st.one_of(part({"type": "market", "time_in_force": life}),
                       part({"type": "limit", "time_in_force": life, "price": NUMBERS}))  # fmt: skip
    return "open_auction" if daily else "close_auction", {"entry": draw(policy), "exit": draw(policy)}


def _exits(draw: Draw, sizing: Part, *, daily: bool) -> Part:
    exits: Part = dict(draw(st.one_of(st.just({}), bot_exits)))
    if daily:
        exits.pop("before_close", None)
    if sizing.get("kind") == "risk_per_trade":
        exits.setdefault("stop_loss", "3%")
    if "rest_at_broker" in exits:
        exits["rest_at_broker"] = [each for each in exits["rest_at_broker"] if each in exits]
    return exits


def _limits(draw: Draw, *, daily: bool) -> Part:
    """Without those that close the market to bars of a day."""
    return {kind: value for kind, value in draw(limits) if not (daily and kind in {"no_entry", "trading_window"})}


@st.composite
def specs(draw: Draw, timeframe: Timeframe) -> Part:
    """One spec; the compiler has the last word on whether it makes sense."""
    strategy = draw(draw(one_of(RULES, RULES, RULES, LIBRARY, WEIGHTS, ROTATION, PAIR)))
    weighs = strategy["kind"] in {"target_weights", "rotation"}
    sizing = {} if weighs or strategy["kind"] == "pair" else draw(draw(one_of(*SIZINGS)))
    submit, orders = _orders(draw, daily=timeframe.daily, in_parts=sizing.get("fractional") is True)
    parts = {
        "version": 1,
        "id": "fuzz",
        "mode": "simulate",
        "capital": "10000 USD",
        "universe": {"symbols": list(SYMBOLS)},
        "data": {"source": "files", "path": "bars", "timeframe": timeframe.value},
        "params": {"limit": 42},
        "strategy": strategy,
        "sizing": sizing,
        "orders": orders if sizing or "auction" in submit else {},
        "exits": {} if weighs else _exits(draw, sizing, daily=timeframe.daily),
        "risk": {
            "limits": _limits(draw, daily=timeframe.daily),
            "guards": draw(st.lists(GUARDS, max_size=3, unique_by=lambda each: each["kind"])),
        },
        "schedule": {"submit": submit},
        "simulation": {
            "cash": "60000 USD" if "contribute" in strategy else "10000 USD",
            **draw(st.fixed_dictionaries({}, optional=COSTS)),
        },
    }
    return {key: value for key, value in parts.items() if value != {}}


@st.composite
def written(draw: Draw) -> Written:
    """A spec and its bars."""
    timeframe = draw(one_of(Timeframe.DAY, Timeframe.DAY, Timeframe.MINUTES_30, Timeframe.HOUR))
    spec = draw(specs(timeframe))
    days = draw(st.integers(8, 15) if timeframe.daily else st.integers(2, 5))
    gaps = NO_BAR if draw(st.booleans()) else 0.0
    return Written(text_of(spec), a_panel(draw(st.integers(0, 2**32)), timeframe, days, gaps), draw(st.integers(0, 3)))
