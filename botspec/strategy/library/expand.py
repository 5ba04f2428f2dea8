"""A library strategy -> the rules it stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from botspec.domain.values import Duration
from botspec.spec.params import Params

LIBRARY = (
    "mean_reversion_momentum",
    "sma_cross",
    "rsi_reversion",
    "donchian_breakout",
    "bollinger_reversion",
    "macd_trend",
    "opening_range_breakout",
    "momentum_rotation",
)


@dataclass(frozen=True, slots=True)
class Expanded:
    """Rules, or a rotation, and the numbers they call by name."""

    rules: Params
    numbers: Mapping[str, Decimal | int]


def rule_text(kind: str) -> str:
    """The rule YAML of the library strategy `kind`, as shipped."""
    if kind not in LIBRARY:
        raise KeyError(kind)
    return files("botspec.strategy.library").joinpath(f"{kind}.yaml").read_text(encoding="utf-8")


def expand(kind: str, params: Params) -> Expanded:
    """The rules of `kind`, and `params` as the numbers in them.

    Numbers are looked up by name, never pasted into a text. Durations, which rules have only as words, and keys that
    take no rule, such as `top`, are filled in.
    """
    values = {name: getattr(params, name) for name in type(params).model_fields}
    text = rule_text(kind)
    for name, value in values.items():
        if isinstance(value, Duration):
            text = re.sub(rf"\b{name}\b", value.text, text)
    tree = YAML(typ="safe", pure=True).load(text)
    numbers = {name: value for name, value in values.items() if isinstance(value, Decimal | int)}
    return Expanded(_read(tree, numbers), numbers)


def _read(tree: dict[str, Any], numbers: Mapping[str, Decimal | int]) -> Params:
    if "score" not in tree:
        from botspec.strategy.rules import RulesParams

        return RulesParams.model_validate(tree)
    from botspec.strategy.rotation import RotationParams

    return RotationParams.model_validate(tree | {"top": numbers[tree["top"]]})
