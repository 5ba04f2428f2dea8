"""Words that the language keeps but this version does not do: they are refused as such, never ignored."""

from __future__ import annotations

from botspec.spec.paths import Path

_KEYS: dict[str, frozenset[str]] = {
    "": frozenset({"exits", "lifecycle", "alerts", "moved", "plugins", "notify"}),
    "universe": frozenset({"asset_class", "exclude", "rotate"}),
    "data": frozenset({"adjustment", "cache", "grace"}),
    "strategy": frozenset(
        {"short", "score", "top", "rebalance", "weighting", "weights", "when", "otherwise", "max_entries"}
    ),
    "sizing": frozenset({"fractional", "notional", "shares", "risk"}),
    "orders": frozenset({"class", "extended_hours"}),
    "orders.entry": frozenset({"class", "extended_hours", "limit_offset", "notional", "trail", "unfilled_after"}),
    "orders.exit": frozenset({"class", "extended_hours", "limit_offset", "notional", "trail", "unfilled_after"}),
    "schedule": frozenset({"heartbeat", "grace"}),
    "risk.guards": frozenset({"window", "scope", "wait", "because", "after"}),
    "simulation": frozenset({"margin", "seed"}),
    "simulation.period": frozenset({"last"}),
    "risk.limits": frozenset(
        {
            "max_order_shares",
            "max_order_volume",
            "max_open_orders",
            "max_gross_exposure",
            "max_net_exposure",
            "max_leverage",
            "min_cash",
            "max_orders_per_day",
            "max_orders_per_symbol",
            "max_price_deviation",
            "max_spread",
            "min_price",
            "min_dollar_volume",
            "gap_loss",
            "allowed_symbols",
            "restricted_symbols",
            "sides",
            "trading_window",
            "no_entry",
            "blackout",
            "easy_to_borrow_only",
        }
    ),
}

_KINDS: dict[str, frozenset[str]] = {
    "strategy": frozenset(
        {
            "rotation",
            "target_weights",
            "pair",
            "python",
            "sma_cross",
            "rsi_reversion",
            "donchian_breakout",
            "bollinger_reversion",
            "macd_trend",
            "opening_range_breakout",
            "momentum_rotation",
        }
    ),
    "sizing": frozenset({"fixed_notional", "fixed_shares", "risk_per_trade", "volatility_target", "equal_weight"}),
    "guard": frozenset(
        {
            "weekly_loss",
            "profit_lock",
            "loss_streak",
            "stop_loss_count",
            "low_profit_symbol",
            "cooldown",
            "slippage_budget",
            "reject_rate",
            "wash_sale",
            "stale_data",
            "stream_down",
            "reconcile_mismatch",
            "account_drift",
            "none",
        }
    ),
    "slippage": frozenset({"spread", "volume_share"}),
    "fees": frozenset({"per_share", "per_order", "bps"}),
}


def is_later_key(parent: Path, key: str) -> bool:
    """True when the language has `key` under `parent`, but not in this version."""
    name = ".".join(step for step in parent if isinstance(step, str))
    return key in _KEYS.get(name, ())


def is_later_kind(family: str, kind: str) -> bool:
    """True when the language has this kind of block, but not in this version."""
    return kind in _KINDS.get(family, ())
