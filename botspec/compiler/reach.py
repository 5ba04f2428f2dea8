"""A distance of a spec -> how far, with the rule it is read from."""

from __future__ import annotations

from collections.abc import Mapping

from botspec.domain.exits import Unit
from botspec.domain.values import Money, Ratio
from botspec.execution.exits import Reach
from botspec.expressions import Rule
from botspec.spec.distance import Distance, PriceAt
from botspec.spec.paths import Path


def compiled_reach(value: Distance, path: Path, rules: Mapping[Path, Rule]) -> Reach:
    """`value` as it stands at `path`; its rule, if it is one, is among `rules`."""
    match value:
        case Ratio():
            return Reach(Unit.RATIO, value.value)
        case Money():
            return Reach(Unit.USD, value.amount)
        case PriceAt():
            return Reach(Unit.PRICE, rule=rules[(*path, "price")])
        case _:
            return Reach(Unit.USD, rule=rules[path])
