"""A checked spec -> Pipeline: every block built from its parameters, nothing left to look up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from botspec.compiler.blocks import Chosen
from botspec.compiler.checks.loss_guard import NO_GUARD
from botspec.compiler.context import Context
from botspec.compiler.digest import digest, reviewed
from botspec.compiler.exits import compiled_exits
from botspec.compiler.later import not_run
from botspec.compiler.orders import compiled_policies
from botspec.compiler.resolve import resolve
from botspec.compiler.sessions import HOURS
from botspec.compiler.strategy import built_strategy
from botspec.compiler.summary import summarize
from botspec.data.reading import Reading
from botspec.domain.assets import Steps
from botspec.domain.guards import guard_names
from botspec.domain.values import Money
from botspec.pipeline import Alarm, DataSource, Pipeline, Simulation
from botspec.risk.guards.guard import Guard
from botspec.risk.limits.capital import Capital
from botspec.risk.limits.limit import Limit
from botspec.risk.sizing.by_weight import ByWeight
from botspec.risk.sizing.sizing import Sizing
from botspec.spec.increments import Increments
from botspec.spec.model import Spec
from botspec.spec.words import Decide, Session, Timeframe


class NotRun(Exception):
    """The spec says something that this version checks but does not run: `what` names each, as the spec does."""

    def __init__(self, what: Sequence[str]) -> None:
        super().__init__(", ".join(what))
        self.what = tuple(what)


def compile_spec(context: Context, folder: Path) -> Pipeline:
    """The pipeline of a spec without errors; relative data paths start from `folder`. Raises NotRun."""
    if waiting := not_run(context):
        raise NotRun(waiting)
    strategy, rules = built_strategy(context), context.rules
    if strategy.kind == "python" and context.spec.schedule.decide.kind is not Decide.BAR_CLOSE:
        raise NotRun(["schedule.decide with a plug-in, which decides when bars close"])
    prices, others = ({}, {}) if rules is None else (rules.prices, rules.others)
    spec, blocks = context.spec, context.blocks
    resolved = resolve(context)
    return Pipeline(
        bot=spec.id if spec.moved is None else spec.moved.old,
        name="" if spec.moved is None else spec.id,
        description=spec.description,
        mode=spec.mode,
        account=spec.account,
        digest=digest(resolved),
        resolved=reviewed(resolved),
        capital=spec.capital.amount if isinstance(spec.capital, Money) else spec.simulation.cash.amount,
        whole_account=not isinstance(spec.capital, Money),
        symbols=spec.universe.symbols,
        benchmark=spec.universe.benchmark,
        references=() if rules is None else rules.symbols,
        data=_data(spec, folder),
        strategy=strategy,
        sizing=_sizing(blocks.sizing),
        entry=compiled_policies(spec.orders.entry, "entry", prices, others),
        exit=compiled_policies(spec.orders.exit, "exit", prices, others),
        exits=compiled_exits(spec.exits, others),
        limits=(Capital(), *(_limit(block) for block in blocks.limits)),
        guards=_guards(blocks.guards),
        submit=spec.schedule.submit,
        heartbeat=timedelta(seconds=spec.schedule.heartbeat.seconds),
        decide=spec.schedule.decide,
        existing=spec.lifecycle.existing_positions,
        on_stop=spec.lifecycle.on_stop,
        on_remove=spec.lifecycle.on_remove,
        alerts=tuple(Alarm(alert.to, alert.events) for alert in spec.alerts),
        simulation=_simulation(context),
        summary=summarize(context),
        formats=tuple(form.value for form in spec.report.formats),
        hours=HOURS[spec.schedule.session],
    )


def _simulation(context: Context) -> Simulation:
    written = context.spec.simulation
    period = written.period
    return Simulation(
        first=period.starts_on if period is not None else None,
        last=period.ends_on if period is not None else None,
        span=timedelta(seconds=period.last.seconds) if period is not None and period.last is not None else None,
        cash=written.cash.amount,
        slippage=_built(context.blocks.slippage),
        fees=_built(context.blocks.fees),
        max_participation=written.max_participation.value,
        steps={each.symbol: _steps(each) for each in written.increments},
    )


def _steps(told: Increments) -> Steps:
    return Steps(told.min_order_size.quantity, told.min_trade_increment.quantity, told.price_increment.amount)


def _data(spec: Spec, folder: Path) -> DataSource:
    path = folder / spec.data.path if spec.data.path is not None else None
    extended = spec.schedule.session is Session.EXTENDED
    return DataSource(
        spec.data.source,
        spec.data.timeframe,
        path,
        spec.data.feed.history,
        spec.data.feed.live,
        Reading(spec.data.zone, Timeframe(spec.data.bars) if spec.data.bars else None, extended),
    )


def _built(block: Chosen) -> Any:  # noqa: ANN401  each family has its own protocol, known to the caller
    return block.entry.block(block.params)


def _sizing(block: Chosen) -> Sizing:
    sizing: Sizing = ByWeight() if block.kind == ByWeight.kind else block.entry.block(block.params)
    return sizing


def _limit(block: Chosen) -> Limit:
    limit: Limit = block.entry.block(block.params)
    return limit


def _guards(blocks: tuple[Chosen, ...]) -> tuple[Guard, ...]:
    watching = [block for block in blocks if block.kind != NO_GUARD]
    called = guard_names(block.kind for block in watching)
    return tuple(block.entry.block(block.params, name) for block, name in zip(watching, called, strict=True))
