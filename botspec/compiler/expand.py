"""Any strategy as the rules it stands for: a library strategy is its rule texts with its parameters as names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from typing import Any, cast

from botspec.compiler.blocks import Chosen
from botspec.spec.paths import Path


@dataclass(frozen=True, slots=True)
class RuleTexts:
    """Rules as text. `params` are the strategy's own numbers; `path` is where the texts stand, None for a library's."""

    params: Mapping[str, Decimal]
    let: Mapping[str, str]
    enter: str
    exit: str
    rank: str | None
    path: Path | None


def expand(strategy: Chosen) -> RuleTexts:
    """The rules of a strategy block."""
    if strategy.kind == "rules":
        tree = strategy.params.model_dump()
        return _texts(tree, {}, strategy.path)
    rules = import_module(strategy.entry.module).RULES
    numbers = {name: Decimal(value) for name, value in strategy.params.model_dump().items()}
    return _texts(rules, numbers, None)


def _texts(tree: Mapping[str, Any], params: Mapping[str, Decimal], path: Path | None) -> RuleTexts:
    long = cast("Mapping[str, str]", tree["long"])
    return RuleTexts(params, dict(tree["let"]), long["enter"], long["exit"], tree["rank"], path)
