"""What rules came to at a bar, computed again: the spec from the journal, bars from it too or from this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botspec.app.kept_bars import kept_bars
from botspec.app.show import named_rules
from botspec.compiler.check import check
from botspec.compiler.compile import NotRun, compile_spec
from botspec.compiler.context import Context
from botspec.data.refused import DataRefused
from botspec.domain.rows import HeaderRow, SpecRow
from botspec.expressions.spelled import spelled
from botspec.expressions.tree import Compare, Logic, Named, Not, Tree

if TYPE_CHECKING:
    from botspec.market.panel import Panel

TRUTH = {2.0: "true", 0.0: "false"}  # as an evaluation holds them
DIGITS = 8


@dataclass(frozen=True, slots=True)
class Value:
    """A rule, or a side of a comparison in one, and what it came to; "unknown" where it cannot be known."""

    name: str
    text: str
    value: str


def rule_values(
    spec: SpecRow | None, header: HeaderRow | None, symbol: str, at: datetime, journal: Path
) -> tuple[tuple[Value, ...] | None, str]:
    """The values at the bar that closed at `at`, or None and why there are none."""
    if spec is None:
        return None, "the journal does not say which spec ran"
    tree: dict[str, Any] = json.loads(spec.resolved)
    kept = kept_bars(journal)
    if kept is None and tree.get("data", {}).get("source") == "alpaca":
        return None, "its bars are at Alpaca; the journal keeps none"
    first = (spec.starts_at or at).date()
    context = check(spec.bot, _text(tree, min(first, at.date()), at.date()).encode()).context
    if context is None or context.rules is None:
        return None, "this version cannot read the spec that ran"
    try:
        panel = kept.panel if kept is not None else _panel(context, header)
        return tuple(_values(context, panel, symbol, at)), ""
    except (NotRun, DataRefused, ValueError, OSError) as error:
        return None, f"its bars cannot be read any more: {error}"


def _text(resolved: dict[str, Any], first: date, last: date) -> str:
    """A spec again, over the days up to the bar: what says nothing is left out, the library's numbers are params."""
    strategy = dict(resolved["strategy"])
    numbers = strategy.pop("params", {})
    data = {key: value for key, value in resolved["data"].items() if key != "feed"}
    period = {"from": first.isoformat(), "to": last.isoformat()}
    whole = {
        **resolved,
        "data": data,
        "params": {**resolved.get("params", {}), **numbers},
        "strategy": strategy,
        "simulation": {"period": period},
    }
    return json.dumps(_said(whole))


def _said(tree: Any) -> Any:  # noqa: ANN401  any plain value
    match tree:
        case dict():
            return {key: _said(value) for key, value in tree.items() if value is not None}
        case list():
            return [_said(value) for value in tree if value is not None]
        case _:
            return tree


def _panel(context: Context, header: HeaderRow | None) -> Panel:
    from botspec import wiring

    folder = Path(header.spec_path).parent if header is not None else Path()
    return wiring.local_bars(compile_spec(context, folder)).panel


def _values(context: Context, panel: Panel, symbol: str, at: datetime) -> Iterator[Value]:
    from botspec.market.moments import nanoseconds
    from botspec.strategy.universe import Universe

    rows = (panel.closed_at == nanoseconds(at)).nonzero()[0]
    if symbol not in context.spec.universe.symbols or not len(rows) or context.rules is None:
        raise ValueError("no bar closed then")
    traded = context.spec.universe.symbols
    others = [each for each in panel.symbols if each not in traded]
    universe = Universe(panel.select(traded), panel.select(others) if others else None)
    row, column = int(rows[0]), traded.index(symbol)
    for name, rule in named_rules(context.rules):
        yield Value(name, " ".join(rule.text.split()), _told(universe.numbers(rule.tree, row)[row, column], rule.tree))
        for side in _sides(rule.tree):
            yield Value("", spelled(side), _told(universe.numbers(side, row)[row, column], side))


def _sides(tree: Tree) -> Iterator[Tree]:
    """What a condition compares."""
    match tree:
        case Logic():
            for operand in tree.operands:
                yield from _sides(operand)
        case Not():
            yield from _sides(tree.operand)
        case Named():
            yield from _sides(tree.value)
        case Compare():
            yield from (tree.left, tree.right)
        case _:
            pass


def _told(value: float, tree: Tree) -> str:
    if value != value:  # noqa: PLR0124 - NaN is unknown
        return "unknown"
    return TRUTH.get(float(value), "unknown") if not tree.type.numeric else f"{value:.{DIGITS}g}"
