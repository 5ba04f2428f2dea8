"""The rest of TA-Lib's functions, made from what the library says about them, each when it is first used."""

from __future__ import annotations

from functools import cache

from botspec.expressions.indicators import indicator as forgetting
from botspec.expressions.indicators.indicator import Indicator, Parameter
from botspec.expressions.indicators.library import library
from botspec.expressions.indicators.table import TABLE

GENERATED = {line.partition("|")[0]: line for line in TABLE.splitlines()}
PATTERN = "cdl_"
_PATTERN_NOTE = "100 where a rising pattern ends at this bar, -100 a falling one, 0 otherwise."
_FORGETS: dict[str, forgetting.Bars] = {"exponential": forgetting.exponential, "wilder": forgetting.wilder, "bars": int}


@cache
def generated(name: str) -> Indicator:
    """The indicator of that name. Raises KeyError."""
    fields = GENERATED[name].split("|")
    _, function, title, takes, reads, parameters, fixed, outputs, lookback, forgets = fields
    numbers = [_parameter(text) for text in parameters.split()]
    named = tuple(outputs.split())
    constants = tuple((key, int(value)) for key, _, value in (text.partition("=") for text in fixed.split()))
    return Indicator(
        name=name,
        takes=tuple(takes.split()),
        reads=tuple(reads.split()),
        parameters=tuple(parameter for _, parameter in numbers),
        outputs=named,
        lookback=_lookback(lookback, tuple(parameter.whole for _, parameter in numbers)),
        decay=_decay(forgets),
        compute=library(function, *(passed for passed, _ in numbers), fixed=constants),
        summary=f"{title}.",
        note=_PATTERN_NOTE if name.startswith(PATTERN) else "",
    )


def _parameter(text: str) -> tuple[str, Parameter]:
    names, _, bounds = text.partition("=")
    name, _, passed = names.partition("/")
    default, low, high = bounds.split(":")
    whole = "." not in default
    value = int(default) if whole else float(default)
    return passed, Parameter(name, value, float(low), float(high), whole=whole)


def _lookback(text: str, whole: tuple[bool, ...]) -> forgetting.Bars:
    forms = [[int(number) for number in form.split()] for form in text.split(";")]

    def lookback(*settings: float) -> int:
        counted = [int(value) for value, counts in zip(settings, whole, strict=True) if counts]
        return max(
            constant + sum(often * value for often, value in zip(weights, counted, strict=True))
            for constant, *weights in forms
        )

    return lookback


def _decay(text: str) -> forgetting.Bars:
    parts = [stage.split() for stage in text.split(";") if stage]
    stages = [(kind, [int(number) for number in numbers]) for kind, *numbers in parts]

    def decay(*settings: float) -> int:
        return sum(
            _FORGETS[kind](numbers[0] if kind == "bars" else max(settings[index] for index in numbers))
            for kind, numbers in stages
        )

    return decay
