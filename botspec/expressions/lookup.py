"""Names that mean nothing here, or not what they are used as, and what may have been meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from botspec.diagnostics.nearest import certain
from botspec.expressions.errors import ErrorKind, excerpt
from botspec.expressions.functions import FUNCTIONS, Function
from botspec.expressions.indicators.catalog import indicator
from botspec.expressions.indicators.indicator import Indicator
from botspec.expressions.names import (
    CALLABLE,
    NOT_FOR_RULES,
    POSITION,
    POSITION_FIELDS,
    RESERVED,
    VALUES,
    Names,
)
from botspec.expressions.syntax import CallSyntax, FieldSyntax

_NEAR = 0.65
_OTHERWISE = {
    "median_price": "hl2",
    "medprice": "hl2",
    "typical_price": "hlc3",
    "typprice": "hlc3",
    "avgprice": "ohlc4",
    "ma": "sma(series, period) or ema(series, period)",
    "mean": "sma(series, period)",
    "avg": "sma(series, period)",
    "average": "sma(series, period)",
    "std": "stddev(series, period)",
    "var": "variance(series, period)",
    "maximum": "highest(series, period)",
    "minimum": "lowest(series, period)",
    "crossover": "crosses_above(series, level)",
    "crossunder": "crosses_below(series, level)",
    "bollinger": "bbands(series).upper",
    "kc": "keltner().upper",
    "trange": "true_range()",
    "linearreg": "linreg(series, period)",
    "linearreg_slope": "linreg_slope(series, period)",
    "percentrank": "percent_rank(series, period)",
    "rocp": "returns(series, bars)",
    "ln": "log(x)",
    "shift": "series[1]",
    "lead": "series[1], one bar ago: there is no way to look ahead",
    "next": "series[1], one bar ago: there is no way to look ahead",
    "future": "series[1], one bar ago: there is no way to look ahead",
    "ref": "series[1]",
    "date": "day_of_week, minutes_since_open or minutes_to_close",
    "time": "minutes_since_open",
}
"""What other languages and TA-Lib call what has another name here."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake whose place is known to the one who asks."""

    message: str
    hint: str = ""
    kind: ErrorKind = ErrorKind.NAME
    meant: str = ""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint, or "" when nothing is near."""
    if name.lower() in _OTHERWISE:
        return f"write {_OTHERWISE[name.lower()]}"
    words = list(known)
    close = get_close_matches(name, words, 1, _NEAR) or get_close_matches(name.lower(), words, 1, _NEAR)
    return f"did you mean '{close[0]}'?" if close else ""


def described(name: str) -> Indicator | Function:
    """What may be called `name`. Raises KeyError."""
    return FUNCTIONS[name] if name in FUNCTIONS else indicator(name)


def name_problem_in_use(name: str, names: Names) -> Problem | None:
    """Why `name` has no value here."""
    given = name in names.params or name in names.lets
    if given and name in RESERVED:
        return Problem(f"'{name}' is a word of the rule language and also a name of yours", "rename yours")
    if name in names.params and name in names.lets:
        return Problem(f"'{name}' names both a param and a rule under let", "rename one")
    if given or name in VALUES or name in names.broken:
        return None
    return _without_value(name, names)


def _without_value(name: str, names: Names) -> Problem:
    if name in CALLABLE:
        return Problem(f"'{name}' is a function", f"write {described(name).signature}", ErrorKind.TYPE)
    if name == POSITION:
        return Problem(f"'{name}' alone is no number", f"write {_fields_of_position()}", ErrorKind.TYPE)
    if name in NOT_FOR_RULES:
        return _not_for_rules(name)
    if name in names.later:
        return Problem(f"'{name}' is not defined yet", "a rule uses only names that stand above it")
    return _unknown("name", name, names.everything())


def call_problem(call: CallSyntax, names: Names) -> Problem | None:
    """Why `call.name` cannot be called."""
    name = call.name
    if name in CALLABLE:
        return None
    if name in VALUES:
        return Problem(f"'{name}' is a series, not a function", f"write {name}, or {name}[1] for the bar before")
    if name == POSITION:
        return Problem(f"'{name}' is no function", f"write {_fields_of_position()}")
    if name in NOT_FOR_RULES:
        return _not_for_rules(name)
    if name in names.params or name in names.lets or name in names.broken:
        return Problem(f"'{name}' is no function", f"write {name} alone")
    return _unknown("function", name, sorted(CALLABLE))


def _unknown(what: str, name: str, known: Collection[str]) -> Problem:
    meant = certain(name, known) or ""
    return Problem(f"unknown {what} '{excerpt(name)}'", did_you_mean(name, known), meant=meant)


def field_problem(field: FieldSyntax, owner: str, fields: Iterable[str]) -> Problem:
    """Why `owner` has no such field."""
    known = list(fields)
    if not known:
        return Problem(f"nothing here has a field '{excerpt(field.field)}'", kind=ErrorKind.TYPE)
    close = get_close_matches(field.field, known, 1)
    hint = f"did you mean '{close[0]}'?" if close else f"it has {', '.join(known)}"
    return Problem(f"{owner} has no '{excerpt(field.field)}'", hint)


def output_problem(call: str, outputs: tuple[str, ...]) -> Problem:
    """A call with several outputs, none of which is chosen."""
    ways = " or ".join(f"{call}.{output}" for output in outputs)
    return Problem("this has several values, of which a rule takes one", f"write {ways}", ErrorKind.TYPE)


def _not_for_rules(name: str) -> Problem:
    return Problem(f"'{name}' is not for rules", "what a bot may spend is said under sizing and risk")


def _fields_of_position() -> str:
    return ", ".join(f"{POSITION}.{name}" for name in POSITION_FIELDS)
