"""Spec -> Pipeline: every block built from its checked parameters, nothing left to look up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from botspec.compiler.catalog import Family, find
from botspec.domain.orders import OrderType
from botspec.domain.values import Money
from botspec.execution.policy import OrderPolicy
from botspec.expressions import Names, parse_number
from botspec.pipeline import DataSource, Pipeline, Simulation
from botspec.risk.guards.guard import Guard
from botspec.risk.limits.capital import Capital
from botspec.risk.limits.limit import Limit
from botspec.spec.model import Block, Spec
from botspec.spec.model import OrderPolicy as WrittenPolicy
from botspec.strategy.library.expand import LIBRARY, expand
from botspec.strategy.read import RulesReading, read_rules
from botspec.strategy.rules import RulesParams


def compile_spec(spec: Spec, *, digest: str, resolved: str, summary: tuple[str, ...], folder: Path) -> Pipeline:
    """Build the pipeline of a spec that has been checked; `folder` is what relative data paths start from."""
    reading = _strategy(spec)
    if reading.rules is None:
        raise ValueError("compile_spec wants a checked spec")
    period = spec.simulation.period
    return Pipeline(
        bot=spec.id,
        description=spec.description,
        mode=spec.mode,
        account=spec.account,
        digest=digest,
        resolved=resolved,
        capital=spec.capital.amount if isinstance(spec.capital, Money) else spec.simulation.cash.amount,
        whole_account=not isinstance(spec.capital, Money),
        symbols=spec.universe.symbols,
        benchmark=spec.universe.benchmark,
        data=_data(spec, folder),
        strategy=reading.rules,
        sizing=_block(Family.SIZING, spec.sizing),
        entry=_policy(spec.orders.entry, reading.names),
        exit=_policy(spec.orders.exit, reading.names),
        limits=(Capital(), *(_limit(kind, value) for kind, value in spec.risk.limits.items())),
        guards=_guards(spec.risk.guards),
        submit=spec.schedule.submit,
        simulation=Simulation(
            first=period.starts_on if period is not None else None,
            last=period.ends_on if period is not None else None,
            cash=spec.simulation.cash.amount,
            slippage=_block(Family.SLIPPAGE, spec.simulation.slippage),
            fees=_block(Family.FEES, spec.simulation.fees),
            max_participation=spec.simulation.max_participation.value,
        ),
        summary=summary,
        formats=tuple(form.value for form in spec.report.formats),
    )


def _strategy(spec: Spec) -> RulesReading:
    entry = find(Family.STRATEGY, spec.strategy.kind)
    if entry is None:
        raise ValueError(spec.strategy.kind)
    params = entry.params.model_validate(dict(spec.strategy.settings))
    if spec.strategy.kind in LIBRARY:
        expanded = expand(spec.strategy.kind, params)
        return read_rules(expanded.rules, expanded.numbers, spec.strategy.kind)
    if not isinstance(params, RulesParams):
        raise TypeError(spec.strategy.kind)
    return read_rules(params, spec.params)


def _data(spec: Spec, folder: Path) -> DataSource:
    path = folder / spec.data.path if spec.data.path is not None else None
    return DataSource(spec.data.source, spec.data.timeframe, path, spec.data.feed.history, spec.data.feed.live)


def _block(family: Family, block: Block) -> Any:  # noqa: ANN401  each family has its own protocol, known to the caller
    entry = find(family, block.kind)
    if entry is None:
        raise ValueError(block.kind)
    return entry.block(entry.params.model_validate(dict(block.settings)))


def _limit(kind: str, value: object) -> Limit:
    entry = find(Family.LIMIT, kind)
    if entry is None:
        raise ValueError(kind)
    limit: Limit = entry.block(entry.params.model_validate({"limit": value}))
    return limit


def _guards(blocks: tuple[Block, ...]) -> tuple[Guard, ...]:
    """Guards are named by kind; a second one of a kind gets a number (`drawdown_2`)."""
    guards: list[Guard] = []
    for block in blocks:
        entry = find(Family.GUARD, block.kind)
        if entry is None:
            raise ValueError(block.kind)
        same = sum(1 for guard in guards if guard.kind == block.kind)
        name = block.kind if same == 0 else f"{block.kind}_{same + 1}"
        guards.append(entry.block(entry.params.model_validate(dict(block.settings)), name))
    return tuple(guards)


def _policy(written: WrittenPolicy, names: Names) -> OrderPolicy:
    price = parse_number(written.price, names) if written.price is not None else None
    return OrderPolicy(OrderType(written.type.value), written.time_in_force, price)
