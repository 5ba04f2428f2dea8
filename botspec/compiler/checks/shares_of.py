"""Strategies by weights: what they hold must be in the universe and add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.diagnostics.nearest import nearest
from botspec.domain.values import Ratio
from botspec.spec.paths import Path

WHOLE = Decimal(1)
BASE: Path = ("strategy",)


def shares_of(context: Context) -> Iterator[Finding]:
    """One arm a kind of strategy that names symbols, counts or plug-ins."""
    params: Any = context.strategy.params  # told apart by name: importing the models would slow every start-up
    match type(params).__name__:
        case "TargetWeightsParams":
            yield from _weights(context, (*BASE, "weights"), params.weights)
            yield from _known(context, {(*BASE, "weights", symbol): symbol for symbol in params.weights})
        case "RotationParams":
            yield from _weights(context, (*BASE, "otherwise"), params.otherwise)
            yield from _known(context, {(*BASE, "otherwise", symbol): symbol for symbol in params.otherwise})
            yield from _top(context, params.top)
        case "PairParams":
            yield from _pair(context, params.long, params.short)
        case "PythonParams":
            yield from _plugin(context, params.module)
        case _:
            pass


def _pair(context: Context, long: str, short: str) -> Iterator[Finding]:
    yield from _known(context, {(*BASE, "long"): long, (*BASE, "short"): short})
    if long == short:
        message = f"both legs are '{long}'"
        yield context.document.at_value("BS206", (*BASE, "short"), message, "write another symbol")


def _weights(context: Context, path: Path, weights: Mapping[str, Ratio]) -> Iterator[Finding]:
    total = sum((weight.value for weight in weights.values()), Decimal(0))
    if total > WHOLE:
        message = f"the weights come to {Ratio(total)}"
        yield context.document.at_key("BS324", path, message, "let them come to 100% or less")


def _known(context: Context, named: Mapping[Path, str]) -> Iterator[Finding]:
    symbols = context.spec.universe.symbols
    for path, symbol in named.items():
        if symbol not in symbols:
            close = nearest(symbol, symbols)
            fix = f"did you mean '{close}'?" if close else "add it to universe.symbols"
            message = f"'{symbol}' is not in the universe"
            at = context.document.at_key if path[-1] == symbol else context.document.at_value
            yield at("BS207", path, message, fix)


def _top(context: Context, top: int) -> Iterator[Finding]:
    symbols = len(context.spec.universe.symbols)
    if top > symbols:
        path = (*BASE, "top")
        message = f"there are {symbols} symbols, the best {top} cannot be held"
        yield context.document.at_value("BS327", path, message, f"write {symbols} or less")


def _plugin(context: Context, module: str) -> Iterator[Finding]:
    listed = [plugin.module for plugin in context.spec.plugins]
    if module not in listed:
        close = nearest(module, listed)
        fix = f"did you mean '{close}'?" if close else f"add plugins: [{{module: {module}, sha256: ...}}]"
        yield context.document.at_value("BS208", (*BASE, "module"), f"'{module}' is not listed under plugins", fix)
