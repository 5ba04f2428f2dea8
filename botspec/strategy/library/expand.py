"""A library strategy -> the rules it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files

from ruamel.yaml import YAML

from botspec.spec.params import Params
from botspec.strategy.rules import RulesParams

LIBRARY = ("mean_reversion_momentum",)


@dataclass(frozen=True, slots=True)
class Expanded:
    """Rules and the numbers they call by name."""

    rules: RulesParams
    numbers: Mapping[str, Decimal | int]


def rule_text(kind: str) -> str:
    """The rule YAML of the library strategy `kind`, as shipped."""
    if kind not in LIBRARY:
        raise KeyError(kind)
    return files("botspec.strategy.library").joinpath(f"{kind}.yaml").read_text(encoding="utf-8")


def expand(kind: str, params: Params) -> Expanded:
    """The rules of `kind`, and `params` as the numbers in them: names are looked up, text is never pasted."""
    rules = RulesParams.model_validate(YAML(typ="safe", pure=True).load(rule_text(kind)))
    return Expanded(rules, {name: getattr(params, name) for name in type(params).model_fields})
