"""Compiled bots whose signals are written down, not computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from botspec.compiler.catalog import Family, find
from botspec.compiler.exits import compiled_exits
from botspec.domain.modes import Mode
from botspec.domain.orders import OrderType, TimeInForce
from botspec.domain.values import Ratio
from botspec.exchange.fees.none import NoFees
from botspec.exchange.slippage.none import NoSlippage
from botspec.execution.exits import Exits, Reach
from botspec.execution.policy import OrderPolicy, Policies
from botspec.expressions import Names, parse_number
from botspec.pipeline import DataSource, Pipeline, Simulation
from botspec.risk.guards.guard import Guard
from botspec.risk.limits.capital import Capital
from botspec.risk.limits.limit import Limit
from botspec.risk.sizing.percent_of_equity import PercentOfEquity, PercentOfEquityParams
from botspec.risk.sizing.sizing import Sizing
from botspec.spec.exits import Exits as WrittenExits
from botspec.spec.words import DataFeed, Source, Submit, Timeframe
from botspec.strategy.pair import Pair
from botspec.strategy.signals import SideColumns, SignalColumns
from botspec.strategy.targets import Plan, TargetColumns
from botspec.strategy.texts import rule_texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.market.panel import Panel


@dataclass(frozen=True, slots=True)
class Scripted:
    """A strategy that says what it was told to: `enter`, `exit` int8 and `rank` float64 [T, N], by row of the panel.

    `short` is the enter and exit of the short side.
    """

    enter: NDArray[np.int8]
    exit: NDArray[np.int8]
    rank: NDArray[np.float64]
    ready: int = 0
    kind: str = "scripted"
    short: tuple[NDArray[np.int8], NDArray[np.int8]] | None = None

    @property
    def warmup(self) -> int:
        return self.ready

    def signals(self, panel: Panel, since: int = 0, beside: Panel | None = None) -> SignalColumns:  # noqa: ARG002
        """Unknown where there is no bar, as for real rules; rows before `since` are not asked for."""
        rows, symbols = panel.close.shape
        missing = np.isnan(panel.close)
        unasked = np.arange(rows)[:, np.newaxis] < since

        def known(column: NDArray[np.int8]) -> NDArray[np.int8]:
            return np.where(missing | unasked, -1, column[:rows, :symbols]).astype(np.int8)

        return SignalColumns(
            enter=known(self.enter),
            exit=known(self.exit),
            rank=self.rank[:rows, :symbols].copy(),
            ready=np.full(symbols, min(self.ready, rows), dtype=np.int64),
            short=None if self.short is None else SideColumns(*(known(column) for column in self.short)),
        )


@dataclass(frozen=True, slots=True)
class ScriptedTargets:
    """A strategy of weights that wants what it was told to, by row of the panel."""

    due: NDArray[np.bool_]
    weights: NDArray[np.float64]
    paid: NDArray[np.bool_]
    plan: Plan = field(default_factory=Plan)
    ready: int = 0
    kind: str = "scripted"

    @property
    def warmup(self) -> int:
        return self.ready

    def targets(self, panel: Panel, since: int = 0, beside: Panel | None = None) -> TargetColumns:  # noqa: ARG002
        """Unknown where there is no bar, as for real weights; rows before `since` are not asked for."""
        rows, symbols = panel.close.shape
        unasked = np.arange(rows)[:, np.newaxis] < since
        weights = np.where(np.isnan(panel.close) | unasked, np.nan, self.weights[:rows, :symbols])
        ready = np.full(symbols, min(self.ready, rows), dtype=np.int64)
        return TargetColumns(self.plan, self.due[:rows], weights, self.paid[:rows], ready)


def weighing(rows: int, weights: Mapping[int, Sequence[float]], **given: Any) -> ScriptedTargets:
    """`weights` are those of each symbol by row that is due, and stand until the next; `paid` lists rows."""
    symbols = len(next(iter(weights.values())))
    paid = np.isin(np.arange(rows), given.pop("paid", []))
    standing, due = np.full((rows, symbols), np.nan), np.zeros(rows, dtype=bool)
    for row, each in sorted(weights.items()):
        standing[row:], due[row] = each, True
    if given.get("plan", Plan()).starts_at_once:
        due[:] = False
    return ScriptedTargets(due, standing, paid, **given)


def scripted(
    rows: int,
    symbols: int,
    enter: Mapping[int, Sequence[int]] | None = None,
    exit: Mapping[int, Sequence[int]] | None = None,
    *,
    rank: Sequence[float] | None = None,
    unknown: Mapping[int, Sequence[int]] | None = None,
    ready: int = 0,
) -> Scripted:
    """`enter`, `exit` and `unknown` (entries) give the columns concerned by row; everything else is NO."""
    entries, exits = np.zeros((rows, symbols), dtype=np.int8), np.zeros((rows, symbols), dtype=np.int8)
    for table, value, columns in ((entries, 1, enter), (exits, 1, exit), (entries, -1, unknown)):
        for row, concerned in (columns or {}).items():
            table[row, list(concerned)] = value
    ranks = np.tile(np.array(rank or [0.0] * symbols, dtype=np.float64), (rows, 1))
    return Scripted(entries, exits, ranks, ready)


def a_limit(kind: str, value: object) -> Limit:
    entry = find(Family.LIMIT, kind)
    assert entry is not None
    limit: Limit = entry.block(entry.params.model_validate({"limit": value}))
    return limit


def a_guard(
    kind: str, limit: object = "5%", action: str = "block_entries", release: Any = "manual", **given: Any
) -> Guard:
    """A guard as a spec writes it, its common keys filled in; `name` is its kind unless given."""
    return guard_of(kind, **{"limit": limit, "action": action, "release": release, **given})


def guard_of(kind: str, **written: Any) -> Guard:
    """A guard of just these keys."""
    entry = find(Family.GUARD, kind)
    assert entry is not None
    name = written.pop("name", kind)
    guard: Guard = entry.block(entry.params.model_validate(written), name)
    return guard


def limit_order(price: str, time_in_force: str = "day") -> OrderPolicy:
    """A limit order priced by a rule, such as `close * 0.99`."""
    return OrderPolicy(OrderType.LIMIT, TimeInForce(time_in_force), parse_number(price, Names()))


def stop_order(price: str, time_in_force: str = "day", offset: Reach | None = None) -> OrderPolicy:
    """A stop triggered at a price by rule; a stop-limit with an `offset`."""
    kind = OrderType.STOP if offset is None else OrderType.STOP_LIMIT
    return OrderPolicy(kind, TimeInForce(time_in_force), parse_number(price, Names()), offset)


def percent(value: str, *, fractional: bool = False) -> PercentOfEquity:
    return PercentOfEquity(PercentOfEquityParams(percent=Ratio(Decimal(value) / 100), fractional=fractional))


def a_sizing(kind: str, **given: object) -> Sizing:
    entry = find(Family.SIZING, kind)
    assert entry is not None
    built: Sizing = entry.block(entry.params.model_validate(given))
    return built


def written_exits(written: Mapping[str, Any]) -> Exits:
    """Exits as a spec writes them; rules may use the bar only."""
    part = WrittenExits.model_validate(written)
    rules = {("exits", *path): parse_number(text, Names()) for path, text in rule_texts(part)}
    return compiled_exits(part, rules)


def a_bot(
    strategy: Scripted | ScriptedTargets | Pair, symbols: Sequence[str] = ("AAA", "BBB"), **given: Any
) -> Pipeline:
    """10,000 USD, a third of it in each position, market orders after the open, no costs, no limits but its cash."""
    cash = Decimal(given.pop("cash", 10_000))
    simulation = Simulation(
        first=None,
        last=None,
        cash=cash,
        slippage=given.pop("slippage", NoSlippage()),
        fees=given.pop("fees", NoFees()),
        max_participation=given.pop("max_participation", None),
        steps=given.pop("steps", {}),
    )
    timeframe = given.pop("timeframe", Timeframe.DAY)
    parts: dict[str, Any] = {
        "bot": "dip",
        "description": "",
        "mode": Mode.BACKTEST,
        "account": "main",
        "digest": "d1" * 32,
        "resolved": "{}",
        "capital": cash,
        "whole_account": False,
        "symbols": tuple(symbols),
        "benchmark": None,
        "data": DataSource(Source.FILES, timeframe, None, DataFeed.IEX, DataFeed.IEX),
        "strategy": strategy,
        "sizing": percent("30"),
        "entry": OrderPolicy(),
        "exit": OrderPolicy(),
        "limits": (Capital(),),
        "guards": (),
        "submit": Submit.AFTER_OPEN if timeframe is Timeframe.DAY else Submit.NOW,
        "simulation": simulation,
        "summary": (),
        "formats": (),
        **given,
    }
    for leg in ("entry", "exit"):
        if isinstance(parts[leg], OrderPolicy):
            parts[leg] = Policies.both(parts[leg])
    return Pipeline(**parts)
