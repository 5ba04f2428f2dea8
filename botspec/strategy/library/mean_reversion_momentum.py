"""Buy what has fallen far below its mean while its longer momentum is up.

z = (close - sma(close, lookback)) / stddev(close, lookback); momentum = roc(close, momentum_bars). Long when
z < -entry_z and momentum > 0; out when z > exit_z or momentum < 0; the strongest momentum first.
"""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field

from botspec.spec.params import Params
from botspec.spec.units import CountValue, NumberValue

RULES = {
    "let": {
        "z": "(close - sma(close, lookback)) / stddev(close, lookback)",
        "momentum": "roc(close, momentum_bars)",
    },
    "long": {"enter": "z < -entry_z and momentum > 0", "exit": "z > exit_z or momentum < 0"},
    "rank": "momentum",
}
"""The strategy as the `rules` block would say it; its parameters are the names below."""


class MeanReversionMomentumParams(Params):
    """Parameters of `strategy: {kind: mean_reversion_momentum}`."""

    lookback: CountValue = Field(default=20, description="Bars of the mean and its deviation.", examples=[20])
    entry_z: NumberValue = Field(default=Decimal(1), description="Deviations below the mean to enter at.", examples=[1])
    exit_z: NumberValue = Field(default=Decimal(0), description="Deviations at which to leave.", examples=[0])
    momentum_bars: CountValue = Field(default=60, description="Bars of the momentum.", examples=[60])
