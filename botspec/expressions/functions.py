"""What may be called besides indicators: how, and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Function:
    """A call of the language. `defaults` are numbers that need not be written; `many` more than its parameters."""

    name: str
    parameters: tuple[str, ...]
    summary: str
    example: str
    meaning: str = ""
    defaults: Mapping[str, int] = field(default_factory=dict)
    outputs: tuple[str, ...] = ()
    many: bool = False

    @property
    def signature(self) -> str:
        names = [f"{name}={self.defaults[name]}" if name in self.defaults else name for name in self.parameters]
        return f"{self.name}({', '.join(names)}{', ...' if self.many else ''})"


_ONE = {"bars": 1}
_WORDS = (
    Function(
        "crosses_above",
        ("series", "level"),
        "True on the bar on which it rises above the level.",
        "crosses_above(close, sma(close, 50))",
        "series[1] <= level[1] and series > level",
    ),
    Function(
        "crosses_below",
        ("series", "level"),
        "True on the bar on which it falls below the level.",
        "crosses_below(close, sma(close, 50))",
        "series[1] >= level[1] and series < level",
    ),
    Function(
        "since",
        ("condition",),
        "Bars since the condition was last true, 0 on that bar; unknown before it ever was.",
        "since(crosses_above(close, 50)) > 5 bars",
    ),
    Function(
        "count",
        ("condition", "bars"),
        "On how many of the last bars the condition is true, this one included.",
        "count(close > open, 5)",
    ),
    Function(
        "if_else",
        ("condition", "then", "otherwise"),
        "One of two numbers; unknown where the condition is.",
        "if_else(close > open, high, low)",
    ),
    Function("change", ("series", "bars"), "How much it has changed.", "change(close)", "series - series[bars]", _ONE),
    Function(
        "returns",
        ("series", "bars"),
        "How much it has changed, as a ratio: 5% is 0.05.",
        "returns(close)",
        "series / series[bars] - 1",
        _ONE,
    ),
    Function(
        "zscore",
        ("series", "period"),
        "How many standard deviations it stands above its mean.",
        "zscore(close, 20)",
        "(series - sma(series, period)) / stddev(series, period)",
    ),
    Function(
        "rank",
        ("series",),
        "Its place among all traded symbols at this row: 1 is the highest, equal values share the better place.",
        "rank(roc(close, 60)) <= 3",
    ),
    Function(
        "of",
        ("symbol", "series"),
        "The same of another symbol, row by row; unknown where that symbol has no bar.",
        'of("SPY", close)',
    ),
    Function(
        "at",
        ("timeframe", "series"),
        "The same over slower bars, at the last one that has closed.",
        'at("1Week", sma(close, 10))',
    ),
    Function(
        "prior_session",
        ("series",),
        "The same over bars of whole sessions, at the session before this one.",
        "prior_session(high)",
    ),
    Function(
        "opening_range",
        ("duration",),
        "Highest high and lowest low of the session's first minutes, known once they are over.",
        "opening_range(15m).high",
        outputs=("high", "low"),
    ),
)
_POINTWISE = (
    Function("abs", ("x",), "x without its sign.", "abs(close - open)"),
    Function("sign", ("x",), "-1, 0 or 1.", "sign(close - open)"),
    Function("sqrt", ("x",), "Square root; unknown below 0.", "sqrt(volume)"),
    Function("log", ("x",), "Natural logarithm; unknown unless x is above 0.", "log(close)"),
    Function("exp", ("x",), "e to the power of x.", "exp(-volume)"),
    Function("round", ("x",), "Nearest whole number, a half to the even one.", "round(close)"),
    Function("floor", ("x",), "Next whole number below.", "floor(close)"),
    Function("ceil", ("x",), "Next whole number above.", "ceil(close)"),
    Function("min", ("x", "y"), "The smallest; unknown if one of them is.", "min(open, close)", many=True),
    Function("max", ("x", "y"), "The largest; unknown if one of them is.", "max(open, close)", many=True),
)
WORDS = {function.name: function for function in _WORDS}
POINTWISE = {function.name: function for function in _POINTWISE}
FUNCTIONS = {**WORDS, **POINTWISE}
