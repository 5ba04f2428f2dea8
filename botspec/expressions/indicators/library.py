"""TA-Lib, loaded when an indicator is computed for the first time, without what it pulls in on its own."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botspec.expressions.indicators.indicator import Column, Settings

_OPTIONAL = ("pandas", "polars")


@cache
def talib() -> Any:  # noqa: ANN401 - a module without types
    """The TA-Lib module.

    It imports pandas and polars when they are installed, only to accept their series, at the cost of 0.4 s. A None in
    `sys.modules` makes that import fail the way a missing package does, which TA-Lib expects.
    """
    if "talib" in sys.modules:
        return sys.modules["talib"]
    with _without(*(name for name in _OPTIONAL if name not in sys.modules)):
        return importlib.import_module("talib")


@dataclass(frozen=True, slots=True)
class Library:
    """TA-Lib's `function` as an indicator's compute.

    `passed` are its own names of the indicator's parameters, `fixed` those an indicator does not have: none is left to
    the library. `outputs` chooses and orders its outputs.
    """

    function: str
    passed: tuple[str, ...]
    fixed: tuple[tuple[str, float], ...] = ()
    outputs: tuple[int, ...] = ()

    def __call__(self, series: tuple[Column, ...], settings: Settings) -> tuple[Column, ...]:
        """The outputs over whole columns."""
        return called(self.function, series, self.named(settings), self.outputs)

    def named(self, settings: Settings) -> dict[str, float]:
        """TA-Lib's own parameters."""
        return {**dict(zip(self.passed, settings, strict=True)), **dict(self.fixed)}


def library(
    function: str, *passed: str, fixed: tuple[tuple[str, float], ...] = (), outputs: tuple[int, ...] = ()
) -> Library:
    """As `Library`."""
    return Library(function, passed, fixed, outputs)


def called(
    function: str, series: tuple[Column, ...], named: Mapping[str, float], outputs: tuple[int, ...] = ()
) -> tuple[Column, ...]:
    """All outputs of TA-Lib's `function` as float64; patterns and modes are whole numbers there."""
    answer = getattr(talib(), function)(*series, **named)
    columns = answer if isinstance(answer, tuple) else (answer,)
    chosen = tuple(columns[index] for index in outputs) if outputs else columns
    return tuple(column.astype("float64", copy=False) for column in chosen)


@contextmanager
def _without(*names: str) -> Iterator[None]:
    for name in names:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in names:
            sys.modules.pop(name, None)
