"""Every block there is. One line a block; its module is imported only when a spec names it.

One name everywhere: `kind: max_position`, `risk/limits/max_position.py`, `MaxPosition`, `MaxPositionParams`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from botspec.spec.params import Params


class Family(StrEnum):
    """Where in a spec a block may stand."""

    STRATEGY = "strategy"
    SIZING = "sizing"
    LIMIT = "limit"
    GUARD = "guard"
    SLIPPAGE = "slippage"
    FEES = "fees"


_MODULES: dict[tuple[Family, str], str] = {
    (Family.STRATEGY, "rules"): "botspec.strategy.rules",
    (Family.STRATEGY, "rotation"): "botspec.strategy.rotation",
    (Family.STRATEGY, "target_weights"): "botspec.strategy.target_weights",
    (Family.STRATEGY, "pair"): "botspec.strategy.pair",
    (Family.STRATEGY, "python"): "botspec.strategy.python",
    (Family.STRATEGY, "mean_reversion_momentum"): "botspec.strategy.library.mean_reversion_momentum",
    (Family.STRATEGY, "sma_cross"): "botspec.strategy.library.sma_cross",
    (Family.STRATEGY, "rsi_reversion"): "botspec.strategy.library.rsi_reversion",
    (Family.STRATEGY, "donchian_breakout"): "botspec.strategy.library.donchian_breakout",
    (Family.STRATEGY, "bollinger_reversion"): "botspec.strategy.library.bollinger_reversion",
    (Family.STRATEGY, "macd_trend"): "botspec.strategy.library.macd_trend",
    (Family.STRATEGY, "opening_range_breakout"): "botspec.strategy.library.opening_range_breakout",
    (Family.STRATEGY, "momentum_rotation"): "botspec.strategy.library.momentum_rotation",
    (Family.SIZING, "percent_of_equity"): "botspec.risk.sizing.percent_of_equity",
    (Family.SIZING, "fixed_notional"): "botspec.risk.sizing.fixed_notional",
    (Family.SIZING, "fixed_shares"): "botspec.risk.sizing.fixed_shares",
    (Family.SIZING, "equal_weight"): "botspec.risk.sizing.equal_weight",
    (Family.SIZING, "risk_per_trade"): "botspec.risk.sizing.risk_per_trade",
    (Family.SIZING, "volatility_target"): "botspec.risk.sizing.volatility_target",
    (Family.LIMIT, "max_position"): "botspec.risk.limits.max_position",
    (Family.LIMIT, "max_order_notional"): "botspec.risk.limits.max_order_notional",
    (Family.LIMIT, "max_order_shares"): "botspec.risk.limits.max_order_shares",
    (Family.LIMIT, "max_order_volume"): "botspec.risk.limits.max_order_volume",
    (Family.LIMIT, "max_open_positions"): "botspec.risk.limits.max_open_positions",
    (Family.LIMIT, "max_open_orders"): "botspec.risk.limits.max_open_orders",
    (Family.LIMIT, "max_gross_exposure"): "botspec.risk.limits.max_gross_exposure",
    (Family.LIMIT, "max_net_exposure"): "botspec.risk.limits.max_net_exposure",
    (Family.LIMIT, "max_leverage"): "botspec.risk.limits.max_leverage",
    (Family.LIMIT, "min_cash"): "botspec.risk.limits.min_cash",
    (Family.LIMIT, "max_orders_per_minute"): "botspec.risk.limits.max_orders_per_minute",
    (Family.LIMIT, "max_orders_per_day"): "botspec.risk.limits.max_orders_per_day",
    (Family.LIMIT, "max_orders_per_symbol"): "botspec.risk.limits.max_orders_per_symbol",
    (Family.LIMIT, "max_price_deviation"): "botspec.risk.limits.max_price_deviation",
    (Family.LIMIT, "max_spread"): "botspec.risk.limits.max_spread",
    (Family.LIMIT, "min_price"): "botspec.risk.limits.min_price",
    (Family.LIMIT, "min_dollar_volume"): "botspec.risk.limits.min_dollar_volume",
    (Family.LIMIT, "gap_loss"): "botspec.risk.limits.gap_loss",
    (Family.LIMIT, "allowed_symbols"): "botspec.risk.limits.allowed_symbols",
    (Family.LIMIT, "restricted_symbols"): "botspec.risk.limits.restricted_symbols",
    (Family.LIMIT, "sides"): "botspec.risk.limits.sides",
    (Family.LIMIT, "trading_window"): "botspec.risk.limits.trading_window",
    (Family.LIMIT, "no_entry"): "botspec.risk.limits.no_entry",
    (Family.LIMIT, "blackout"): "botspec.risk.limits.blackout",
    (Family.LIMIT, "easy_to_borrow_only"): "botspec.risk.limits.easy_to_borrow_only",
    (Family.GUARD, "daily_loss"): "botspec.risk.guards.daily_loss",
    (Family.GUARD, "weekly_loss"): "botspec.risk.guards.weekly_loss",
    (Family.GUARD, "drawdown"): "botspec.risk.guards.drawdown",
    (Family.GUARD, "profit_lock"): "botspec.risk.guards.profit_lock",
    (Family.GUARD, "loss_streak"): "botspec.risk.guards.loss_streak",
    (Family.GUARD, "stop_loss_count"): "botspec.risk.guards.stop_loss_count",
    (Family.GUARD, "low_profit_symbol"): "botspec.risk.guards.low_profit_symbol",
    (Family.GUARD, "cooldown"): "botspec.risk.guards.cooldown",
    (Family.GUARD, "slippage_budget"): "botspec.risk.guards.slippage_budget",
    (Family.GUARD, "reject_rate"): "botspec.risk.guards.reject_rate",
    (Family.GUARD, "wash_sale"): "botspec.risk.guards.wash_sale",
    (Family.GUARD, "stale_data"): "botspec.risk.guards.stale_data",
    (Family.GUARD, "stream_down"): "botspec.risk.guards.stream_down",
    (Family.GUARD, "reconcile_mismatch"): "botspec.risk.guards.reconcile_mismatch",
    (Family.GUARD, "account_drift"): "botspec.risk.guards.account_drift",
    (Family.GUARD, "none"): "botspec.risk.guards.none",
    (Family.SLIPPAGE, "none"): "botspec.exchange.slippage.none",
    (Family.SLIPPAGE, "bps"): "botspec.exchange.slippage.bps",
    (Family.SLIPPAGE, "spread"): "botspec.exchange.slippage.spread",
    (Family.SLIPPAGE, "volume_share"): "botspec.exchange.slippage.volume_share",
    (Family.FEES, "none"): "botspec.exchange.fees.none",
    (Family.FEES, "alpaca"): "botspec.exchange.fees.alpaca",
    (Family.FEES, "per_share"): "botspec.exchange.fees.per_share",
    (Family.FEES, "per_order"): "botspec.exchange.fees.per_order",
    (Family.FEES, "bps"): "botspec.exchange.fees.bps",
}

_LATER: frozenset[tuple[Family, str]] = frozenset()
"""Blocks that are read and checked, but that no run of this version knows what to do with."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a block lives; nothing is imported before it is asked for."""

    family: Family
    kind: str
    module: str

    @property
    def name(self) -> str:
        """The block's class name; its parameters' class is this plus `Params`."""
        return "".join(word.capitalize() for word in self.kind.split("_"))

    @property
    def runs(self) -> bool:
        """False for a block that is checked but not run yet."""
        return (self.family, self.kind) not in _LATER

    @property
    def has_kind(self) -> bool:
        """False for a limit, whose name is its key."""
        return self.family is not Family.LIMIT

    @property
    def docs(self) -> str:
        """What the block is and does: its module's docstring."""
        return (import_module(self.module).__doc__ or "").strip()

    @property
    def summary(self) -> str:
        """The first sentence of its documentation."""
        return self.docs.split("\n", 1)[0]

    @property
    def params(self) -> type[Params]:
        """The parameter model."""
        return cast("type[Params]", getattr(import_module(self.module), f"{self.name}Params"))

    @property
    def block(self) -> Any:  # noqa: ANN401  each family has its own protocol, known to the caller
        """What computes; `none` cannot be a class name in Python, so its blocks are called NoFees, NoSlippage."""
        name = f"No{self.family.capitalize()}" if self.kind == "none" else self.name
        return getattr(import_module(self.module), name)


def find(family: Family, kind: str) -> Entry | None:
    """The block called `kind`, or None."""
    module = _MODULES.get((family, kind))
    return None if module is None else Entry(family, kind, module)


def kinds(family: Family) -> tuple[str, ...]:
    """The names of a family, in the order of the table."""
    return tuple(kind for of, kind in _MODULES if of is family)


def entries() -> tuple[Entry, ...]:
    """Every block."""
    return tuple(Entry(family, kind, module) for (family, kind), module in _MODULES.items())
