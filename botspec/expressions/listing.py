"""Everything that may be called in a rule, as data. Loads neither numpy nor TA-Lib."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from botspec.expressions.functions import FUNCTIONS, Function
from botspec.expressions.indicators.catalog import DOCUMENTED
from botspec.expressions.indicators.generated import GENERATED, PATTERN, generated
from botspec.expressions.indicators.indicator import Indicator, Parameter


class Group(StrEnum):
    """Which part of the reference an entry is in."""

    INDICATOR = "indicator"
    FUNCTION = "function"
    TALIB = "talib"
    PATTERN = "pattern"


@dataclass(frozen=True, slots=True)
class Entry:
    """What may be called, and how.

    `lookback` is the number of bars before the first value, `warmup` before the first trusted one, both for `settings`
    (the defaults, and 14 where there is none); None for a function, whose history is that of its arguments.
    """

    name: str
    group: Group
    signature: str
    outputs: tuple[str, ...]
    summary: str
    formula: str
    note: str
    example: str
    bounds: str
    settings: str = ""
    lookback: int | None = None
    warmup: int | None = None


def listing() -> tuple[Entry, ...]:
    """All entries: indicators and functions in the order of the reference, then TA-Lib's others by name."""
    return tuple(_entries())


def _entries() -> Iterator[Entry]:
    for documented in DOCUMENTED.values():
        yield _indicator(documented, Group.INDICATOR)
    for function in FUNCTIONS.values():
        yield _function(function)
    for name in GENERATED:
        yield _indicator(generated(name), Group.PATTERN if name.startswith(PATTERN) else Group.TALIB)


def _indicator(entry: Indicator, group: Group) -> Entry:
    usual = entry.usual_settings
    lookback = entry.lookback(*usual)
    return Entry(
        name=entry.name,
        group=group,
        signature=entry.signature,
        outputs=entry.outputs,
        summary=entry.summary,
        formula=entry.formula,
        note=entry.note,
        example=entry.example,
        bounds=", ".join(map(_bounds, entry.parameters)),
        settings=", ".join(f"{value:g}" for value in usual),
        lookback=lookback,
        warmup=lookback + entry.decay(*usual),
    )


def _bounds(parameter: Parameter) -> str:
    return f"{parameter.name} {parameter.low:g} to {parameter.high:g}"


def _function(entry: Function) -> Entry:
    return Entry(
        name=entry.name,
        group=Group.FUNCTION,
        signature=entry.signature,
        outputs=entry.outputs,
        summary=entry.summary,
        formula=entry.meaning,
        note="",
        example=entry.example,
        bounds="",
    )
