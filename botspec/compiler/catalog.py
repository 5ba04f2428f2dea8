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
    (Family.STRATEGY, "mean_reversion_momentum"): "botspec.strategy.library.mean_reversion_momentum",
    (Family.SIZING, "percent_of_equity"): "botspec.risk.sizing.percent_of_equity",
    (Family.LIMIT, "max_position"): "botspec.risk.limits.max_position",
    (Family.LIMIT, "max_order_notional"): "botspec.risk.limits.max_order_notional",
    (Family.LIMIT, "max_open_positions"): "botspec.risk.limits.max_open_positions",
    (Family.LIMIT, "max_orders_per_minute"): "botspec.risk.limits.max_orders_per_minute",
    (Family.GUARD, "daily_loss"): "botspec.risk.guards.daily_loss",
    (Family.GUARD, "drawdown"): "botspec.risk.guards.drawdown",
    (Family.SLIPPAGE, "none"): "botspec.exchange.slippage.none",
    (Family.SLIPPAGE, "bps"): "botspec.exchange.slippage.bps",
    (Family.FEES, "none"): "botspec.exchange.fees.none",
    (Family.FEES, "alpaca"): "botspec.exchange.fees.alpaca",
}


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
