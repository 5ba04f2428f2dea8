"""Every strategy, sizing, order policy and exit, in some spec below: simulated it is what it is back-tested."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from botspec.compiler.catalog import Family, kinds
from botspec.domain.modes import Mode
from botspec.domain.orders import TimeInForce
from botspec.domain.rows import FillRow
from botspec.spec.exits import Exits
from botspec.spec.words import PolicyType, Timeframe, Unfilled
from tests.fakes.alike import check_alike
from tests.fakes.written import both_ways, run_here, write_spec
from tests.properties.random_bots import Case, a_panel
from tests.properties.random_specs import Written, read, written

if TYPE_CHECKING:
    from pathlib import Path

Part = dict[str, Any]
SIDE = {"enter": "close < close[1]", "exit": "close > highest(high, 2)[1]"}
SHORT = {"enter": "close > close[1]", "exit": "close < lowest(low, 2)[1]"}
RULES = {"kind": "rules", "long": SIDE}
SMALL = {"kind": "percent_of_equity", "percent": "20%"}
UNWATCHED = [{"kind": "none", "because": "a test"}]
DAY, HALF_HOUR = Timeframe.DAY, Timeframe.MINUTES_30


def library(**given: object) -> Part:
    return {"strategy": given, "sizing": SMALL}


SPECS: dict[str, tuple[Timeframe, Part]] = {
    "both sides, limits by side": (DAY, {
        "strategy": {**RULES, "short": SHORT, "rank": "-roc(close, 2)"}, "sizing": SMALL,
        "orders": {"entry": {"long": {"type": "limit", "price": "close * 1.01", "time_in_force": "ioc"},
                             "short": {"type": "limit", "price": "close * 0.99", "time_in_force": "fok"}},
                   "exit": {"type": "market", "time_in_force": "gtc"}},
    }),
    "stops wait, then leave at the market": (DAY, {
        "strategy": RULES, "sizing": {"kind": "fixed_notional", "notional": "1500 USD"},
        "orders": {"entry": {"type": "stop", "price": "high", "time_in_force": "gtc",
                             "unfilled_after": {"wait": "1d", "then": "cancel"}},
                   "exit": {"type": "limit", "price": "high * 1.05", "time_in_force": "gtc",
                            "unfilled_after": {"wait": "8h", "then": "market"}}},
    }),
    "a stop-limit in, a trailing stop out": (DAY, {
        "strategy": RULES, "sizing": {"kind": "fixed_shares", "shares": "9 shares"},
        "orders": {"entry": {"type": "stop_limit", "price": "close * 1.005", "limit_offset": "2%",
                             "time_in_force": "gtc"},
                   "exit": {"type": "trailing_stop", "trail": "2%", "time_in_force": "gtc"}},
    }),
    "limits follow the market": (DAY, {
        "strategy": RULES, "sizing": {"kind": "equal_weight", "positions": 3},
        "orders": {"entry": {"type": "limit", "price": "close * 0.99", "time_in_force": "gtc",
                             "unfilled_after": {"wait": "4h", "then": "reprice", "cap": "6%"}}},
    }),
    "at the opening auction": (DAY, {
        "strategy": RULES, "sizing": SMALL, "schedule": {"submit": "open_auction"},
        "orders": {"entry": {"type": "limit", "price": "close * 1.05", "time_in_force": "opg"},
                   "exit": {"type": "market", "time_in_force": "opg"}},
    }),
    "at the closing auction": (HALF_HOUR, {
        "strategy": RULES, "sizing": SMALL, "schedule": {"submit": "close_auction"},
        "orders": {each: {"type": "market", "time_in_force": "cls"} for each in ("entry", "exit")},
    }),
    "dollars, in parts of shares": (DAY, {
        "strategy": RULES, "sizing": {"kind": "fixed_notional", "notional": "777.77 USD", "fractional": True},
        "orders": {"entry": {"type": "market", "notional": True}},
        "exits": {"take_profit": "2%", "time_limit": "3 bars"},
    }),
    "a bracket, sized by its stop": (DAY, {
        "strategy": RULES, "sizing": {"kind": "risk_per_trade", "risk": "0.5%"},
        "exits": {"stop_loss": "3%", "take_profit": "4%", "rest_at_broker": ["stop_loss", "take_profit"],
                  "max_entries": {"count": 2, "per": "week"}},
        "orders": {"entry": {"type": "market", "time_in_force": "gtc"}},
    }),
    "a ladder and stops the bot watches": (HALF_HOUR, {
        "strategy": RULES, "sizing": {"kind": "volatility_target", "target": "2%", "period": 3},
        "exits": {"take_profit": [{"at": "1%", "part": "50%"}, {"at": "3%", "part": "50%"}], "before_close": "40m",
                  "break_even": {"after_gain": "1%"}, "trailing_stop": {"distance": "2%", "after_gain": "1%"}},
    }),
    "a trailing stop at the broker": (DAY, {
        "strategy": RULES, "sizing": SMALL,
        "exits": {"trailing_stop": {"distance": "2%"}, "rest_at_broker": ["trailing_stop"]},
    }),
    "weights": (DAY, {
        "strategy": {"kind": "target_weights", "weights": {"AAA": "40%", "BBB": "30%"}, "drift": "3%",
                     "rebalance": {"every": "week"}, "contribute": {"amount": "500 USD", "every": "week"},
                     "fractional": True},
        "simulation": {"cash": "60000 USD"},
    }),
    "a rotation": (DAY, {
        "strategy": {"kind": "rotation", "score": "roc(close, 2)", "top": 2, "rebalance": {"every": "day"},
                     "weighting": "inverse_volatility", "volatility_bars": 3, "when": "close > sma(close, 3)",
                     "otherwise": {"CCC": "50%"}},
    }),
    "a pair": (DAY, {
        "strategy": {"kind": "pair", "long": "AAA", "short": "CCC", "weight": "30%", "hedge_ratio": "0.8",
                     "enter": "close > close[1]", "exit": "close < close[1]"},
    }),
    "sma_cross": (DAY, library(fast=2, slow=3)),
    "rsi_reversion": (DAY, library(period=2, trend=3, oversold=60)),
    "donchian_breakout": (DAY, library(entry_bars=2, exit_bars=2)),
    "bollinger_reversion": (DAY, library(period=3, width=1)),
    "macd_trend": (DAY, library(fast=2, slow=3, smoothing=2)),
    "mean_reversion_momentum": (DAY, library(lookback=3, entry_z=0.5, exit_z=0.1, momentum_bars=4)),
    "opening_range_breakout": (HALF_HOUR, library(opening="30m")),
    "momentum_rotation": (DAY, {
        "strategy": {"lookback": 2, "trend": 2, "top": 1}, "risk": {"guards": UNWATCHED},
    }),
}  # fmt: skip
ELSEWHERE = {"python": "test_plugins.py"}
LONG = {"macd_trend": 48, "momentum_rotation": 48}  # sessions until they enter something


def spec_of(name: str) -> Part:
    timeframe, given = SPECS[name]
    base: Part = {
        "version": 1,
        "id": "agreeing",
        "mode": "simulate",
        "capital": "20000 USD",
        "universe": {"symbols": ["AAA", "BBB", "CCC"]},
        "data": {"source": "files", "path": "bars", "timeframe": timeframe.value},
        "risk": {"limits": {"max_gross_exposure": "95%"}, "guards": UNWATCHED},
        "schedule": {"submit": "after_open" if timeframe.daily else "now"},
        "report": {"formats": ["json"]},
    }
    costs = {"cash": "20000 USD", "slippage": {"kind": "bps", "bps": 5}, "fees": {"kind": "alpaca"}}
    strategy = {"kind": name, **given["strategy"]}
    return {**base, **given, "strategy": strategy, "simulation": {**costs, **given.get("simulation", {})}}


@pytest.mark.parametrize("name", SPECS)
def test_simulate_is_the_back_test(name: str, tmp_path: Path) -> None:
    timeframe = SPECS[name][0]
    spec = write_spec(
        tmp_path, spec_of(name), a_panel(7, timeframe, LONG.get(name, 25) if timeframe.daily else 4, 0.05)
    )
    simulated, tested = both_ways(spec)
    assert tested.rows(FillRow)
    check_alike(simulated.loaded, tested.loaded)


def _values(part: object, key: str) -> set[str]:
    """What stands under `key` anywhere in a spec."""
    if isinstance(part, dict):
        own = {str(part[key])} if isinstance(part.get(key), str) else set()
        return own.union(*(_values(each, key) for each in part.values()))
    return set().union(*(_values(each, key) for each in part)) if isinstance(part, list) else set()


def test_every_block_of_these_families_is_in_one_of_them() -> None:
    every = [spec_of(name) for name in SPECS]
    assert _values([each["strategy"] for each in every], "kind") | set(ELSEWHERE) == set(kinds(Family.STRATEGY))
    assert _values([each.get("sizing", {}) for each in every], "kind") == set(kinds(Family.SIZING))
    orders = [each.get("orders", {}) for each in every]
    assert _values(orders, "type") == set(PolicyType)
    assert _values(orders, "time_in_force") | {"day"} == set(TimeInForce)
    assert _values(orders, "then") == set(Unfilled)
    assert set().union(*(each.get("exits", {}) for each in every)) == set(Exits.model_fields)


@pytest.mark.slow
def test_so_it_is_for_random_specs(tmp_path_factory: pytest.TempPathFactory) -> None:
    @settings(max_examples=100, deadline=None, derandomize=True, database=None, phases=(Phase.generate,),
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(written())
    def run(spec: Written) -> None:
        if isinstance(read(spec), Case):
            path = write_spec(tmp_path_factory.mktemp("random"), spec.text, spec.panel)
            simulated, tested = (
                run_here(path, mode, runs=path.parent / "runs") for mode in (Mode.SIMULATE, Mode.BACKTEST)
            )
            check_alike(simulated.loaded, tested.loaded)

    run()
