"""What a strategy that is more than entry and exit rules does, in plain English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from botspec.domain.values import Ratio
from botspec.spec.rebalance import Rebalance
from botspec.spec.words import OnSession, SellRule, Weighting
from botspec.strategy.pair import PairParams
from botspec.strategy.python import PythonParams
from botspec.strategy.rotation import RotationParams
from botspec.strategy.target_weights import TargetWeightsParams

_WEIGHTING = {
    Weighting.EQUAL: "in equal parts",
    Weighting.INVERSE_VOLATILITY: "the calmer the more",
    Weighting.SCORE: "by their score",
}


def strategy_in_words(kind: str, params: object) -> tuple[str, ...]:
    """A sentence for each thing a reviewer asks."""
    match params:
        case RotationParams():
            return tuple(_rotation(params))
        case TargetWeightsParams():
            return tuple(_weights(params))
        case PairParams():
            return tuple(_pair(params))
        case PythonParams():
            return (f"Its signals come from {params.function} of the plug-in {params.module}.",)
        case _:
            return (f"Its strategy is {kind}.",)


def one_line(rule: str) -> str:
    """A rule as it stands in a sentence."""
    return " ".join(rule.split())


def and_list(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _rotation(params: RotationParams) -> list[str]:
    which = f", of those where {one_line(params.when)}," if params.when is not None else ""
    held = f"holds the {params.top} with the highest {one_line(params.score)}{which} {_WEIGHTING[params.weighting]}"
    said = [f"{_when(params.rebalance)} it {held}: {params.invest} of equity together, sells before buys."]
    rest = _parts(params.otherwise) if params.otherwise else "cash"
    return [*said, f"Places that nothing takes are {rest}.", *_named(params.let)]


def _weights(params: TargetWeightsParams) -> list[str]:
    moments = [_when(params.rebalance).lower()] if params.rebalance is not None else []
    moments += [f"once one has drifted by {params.drift}"] if params.drift is not None else []
    said = [f"It holds {_parts(params.weights)} of equity, mended {' and '.join(moments) or 'never'}."]
    if params.contribute is not None:
        said.append(f"Every {params.contribute.every} another {params.contribute.amount} are put in.")
    return [*said, "It never sells."] if params.sell is SellRule.NEVER else said


def _pair(params: PairParams) -> list[str]:
    size = f"{params.weight} of equity long and {one_line(params.hedge_ratio)} times as much short"
    opened = f"It buys {params.long} and sells {params.short} short together, {size}, when {one_line(params.enter)}."
    closed = f"It closes both when {one_line(params.exit)}."
    alone = f"A leg that stands alone for longer than {params.leg_timeout} is unwound."
    return [opened, closed, alone, *_named(params.let)]


def _when(rebalance: Rebalance) -> str:
    if rebalance.every == "day":
        return "Every day"
    return f"On the {'last' if rebalance.on is OnSession.LAST else 'first'} session of every {rebalance.every}"


def _parts(weights: Mapping[str, Ratio]) -> str:
    return and_list([f"{symbol} {part}" for symbol, part in weights.items()])


def _named(let: Mapping[str, str]) -> list[str]:
    return [f"Here {and_list([f'{name} is {one_line(text)}' for name, text in let.items()])}."] if let else []
