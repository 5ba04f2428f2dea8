"""A library strategy -> the rules it stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
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
PLAIN_KEYS = ("top",)


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


def written_out(kind: str, params: Params) -> str:
    """The rule YAML with what cannot be a number under `params`: durations, and keys that take no rule."""
    text = rule_text(kind)
    for name in type(params).model_fields:
        value = getattr(params, name)
        if isinstance(value, Duration):
            text = re.sub(rf"\b{name}\b", value.text, text)
        elif name in PLAIN_KEYS:
            text = re.sub(rf"^{name}: {name}$", f"{name}: {value}", text, flags=re.MULTILINE)
    return text


def expand(kind: str, params: Params) -> Expanded:
    """The rules of `kind`, and `params` as the numbers in them: names are looked up, never pasted into a rule."""
    values = {name: getattr(params, name) for name in type(params).model_fields if name not in PLAIN_KEYS}
    numbers = {name: value for name, value in values.items() if isinstance(value, Decimal | int)}
    return Expanded(_read(written_out(kind, params)), numbers)


@lru_cache(maxsize=64)
def _read(text: str) -> Params:
    """Kept: the same strategy is asked for by both sides of a diff, and by every variant of a trial."""
    tree: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    if "score" not in tree:
        from botspec.strategy.rules import RulesParams

        return RulesParams.model_validate(tree)
    from botspec.strategy.rotation import RotationParams

    return RotationParams.model_validate(tree)
