"""The strategy of a checked spec, ready to be run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botspec.compiler.context import Context
from botspec.expressions import Rule
from botspec.strategy.strategy import Strategy
from botspec.strategy.targets import TargetStrategy


def built_strategy(context: Context) -> Strategy | TargetStrategy:
    """What holds what rules say, or a strategy of weights with its rules. Raises ValueError for one that is not run."""
    if context.rules is None:
        raise ValueError("a spec with broken rules cannot be compiled")
    if context.rules.traded is not None:
        return context.rules.traded
    params: Any = context.strategy.params
    rules = _own_rules(context, context.rules.others)
    match type(params).__name__:
        case "RotationParams":
            from botspec.strategy.rotation import Rotation

            return Rotation(params, rules["score"], rules.get("when"), context.strategy.kind)
        case "TargetWeightsParams":
            from botspec.strategy.target_weights import TargetWeights

            return TargetWeights(params)
        case "PairParams":
            from botspec.strategy.pair import Pair

            return Pair(params, rules["enter"], rules["exit"], rules["hedge_ratio"])
        case "PythonParams":
            from botspec.strategy.python import Python

            return Python(params)
        case name:
            raise ValueError(f"{name}: a strategy that is not run")


def _own_rules(context: Context, others: Mapping[tuple[str | int, ...], Rule]) -> Mapping[str, Rule]:
    """The strategy's rules by key."""
    base = context.strategy.path or ("strategy",)
    return {str(path[-1]): rule for path, rule in others.items() if path[: len(base)] == base}
