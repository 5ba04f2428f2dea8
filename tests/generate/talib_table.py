"""Write botspec/expressions/indicators/table.py: what TA-Lib says about the functions botspec does not document itself.

`python -m tests.generate.talib_table`, after an upgrade of TA-Lib. Names, inputs, parameters, defaults and outputs are
the library's; bounds of parameters are tried out; how a lookback follows from the parameters is fitted to the library's
own answers; only how fast a function forgets is written here, and a test measures it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from botspec.expressions.indicators.library import talib

TARGET = Path(__file__).parents[2] / "botspec" / "expressions" / "indicators" / "table.py"
DOCUMENTED = """
SMA EMA WMA RMA DEMA TEMA TRIMA HMA ZLEMA KAMA VWMA RSI STOCHRSI STOCH MACD PPO APO ROC MOM WILLR CCI AROON ULTOSC ADX
PLUS_DI MINUS_DI TRIX MFI OBV BBANDS DONCHIAN KC SAR SUPERTREND ATR NATR TRANGE STDDEV VAR MAX MIN SUM LINEARREG
LINEARREG_SLOPE CORREL BETA PERCENTRANK
"""
"""In botspec's own words."""
LEFT_OUT = """
ADD SUB MULT DIV MA MACDEXT MAVP MINMAX MAXINDEX MININDEX MINMAXINDEX CUMSUM EXP FLOOR CEIL SQRT LN AVGPRICE
MEDPRICE TYPPRICE VWAP MACDFIX ROCP ROCR ROCR100
"""
"""Operators, words the language has already, averages of a choosable kind, and what counts from the first bar."""
LOOKBACKS = {
    "AC": [[-2, 1, 0, 1], [-2, 0, 1, 1]],
    "AO": [[-1, 1, 0], [-1, 0, 1]],
    "ADOSC": [[-1, 1, 0], [-1, 0, 1]],
    "COPPOCK": [[-1, 1, 1, 0], [-1, 1, 0, 1]],
    "PVO": [[-1, 1, 0], [-1, 0, 1]],
}
"""Where the largest of several sums counts: a constant, then how often each whole parameter."""
FORGETS = {
    "ADXR": "wilder 0;wilder 0",
    "CMO": "wilder 0",
    "DX": "wilder 0",
    "KDJ": "wilder 1;wilder 2",
    "PLUS_DM": "wilder 0",
    "MINUS_DM": "wilder 0",
    "TSI": "exponential 0;exponential 1",
    "SMI": "exponential 1;exponential 2;exponential 3",
    "ERI": "exponential 0",
    "CVI": "exponential 0",
    "MASSI": "exponential 0;exponential 0",
    "RVI": "wilder 0",
    "EFI": "exponential 0",
    "PVO": "exponential 0 1",
    "ADOSC": "exponential 0 1",
    "T3": "exponential 0;exponential 0;exponential 0;exponential 0;exponential 0;exponential 0",
    "HA": "bars 14",
    "SAREXT": "bars 200",
    "MAMA": "bars 200",
    "HT_DCPERIOD": "bars 200",
    "HT_DCPHASE": "bars 200",
    "HT_PHASOR": "bars 200",
    "HT_SINE": "bars 200",
    "HT_TRENDLINE": "bars 200",
    "HT_TRENDMODE": "bars 400",
}
"""Averages that remember, over which parameters; `bars` is measured."""
NAMES = {
    "timeperiod": "period",
    "fastk_period": "length",
    "slowk_period": "smooth",
    "slowd_period": "signal",
    "fastd_period": "smooth",
    "stddevperiod": "stddev_period",
    "rocperiod": "roc_period",
    "nbdev": "deviations",
}
OUTPUTS = {"real": "", "integer": "", "upperband": "upper", "middleband": "middle", "lowerband": "lower"}
SHORTER = {"FASTK": "k", "FASTD": "d", "SMISIGNAL": "signal", "BULLPOWER": "bull", "BEARPOWER": "bear"}
HEADER = '''"""TA-Lib's other functions; written by tests/generate/talib_table.py, compared with the library by a test.

A line a function, fields split by |: name, TA-Lib's name, title, series it is given, series it reads, parameters
(name, TA-Lib's name, default, least, most), fixed parameters, outputs, lookback (the largest of the sums; each a
constant, then how often each whole parameter), what it forgets by.
"""
# ruff: noqa: E501  (a line a function)

from __future__ import annotations

TABLE = """\\
'''


def rows() -> Iterator[str]:
    """The lines of the table."""
    talib()
    abstract = import_module("talib.abstract")
    elsewhere = {*DOCUMENTED.split(), *LEFT_OUT.split()}
    for function in sorted(talib().get_functions(), key=_name):
        if function not in elsewhere:
            yield _row(function, abstract.Function(function).info)


def _row(function: str, info: dict[str, Any]) -> str:
    takes, reads = _series(info["input_names"])
    settings = {name: value for name, value in info["parameters"].items() if "matype" not in name}
    fixed = " ".join(f"{name}={value}" for name, value in info["parameters"].items() if "matype" in name)
    parameters = " ".join(_parameter(function, name, default) for name, default in settings.items())
    outputs = " ".join(_output(name) for name in info["output_names"]).strip()
    forms = LOOKBACKS.get(function) or [_fitted(function, [n for n, d in settings.items() if isinstance(d, int)])]
    lookback = ";".join(" ".join(map(str, form)) for form in forms)
    title = " ".join(info["display_name"].split())
    fields = [_name(function), function, title, takes, reads, parameters, fixed, outputs, lookback]
    return "|".join([*fields, FORGETS.get(function, "")])


def _name(function: str) -> str:
    return f"cdl_{function[3:].lower()}" if function.startswith("CDL") else function.lower()


def _output(name: str) -> str:
    return OUTPUTS.get(name, SHORTER.get(name.upper(), name))


def _series(inputs: dict[str, Any]) -> tuple[str, str]:
    plain = [name for name, value in inputs.items() if isinstance(value, str)]
    takes = ["series"] if len(plain) == 1 else ["x", "y"][: len(plain)]
    return " ".join(takes), " ".join(inputs.get("prices", ()))


def _parameter(function: str, name: str, default: float) -> str:
    written = NAMES.get(name) or name.removesuffix("period").rstrip("_")
    written = f"period{name[-1]}" if name[:-1] == "timeperiod" else written
    tried = range(6) if isinstance(default, int) else (-1000.0, 0.0, 0.01, 0.1)
    low = next(value for value in tried if _works(function, name, value))
    high: float = 10_000 if isinstance(default, int) else 0.0
    if not isinstance(default, int):
        high = next(value for value in (1000.0, 100.0, 99.0, 1.0, 0.99) if _works(function, name, value))
    return f"{written}/{name}={default!r}:{low}:{high}"


def _works(function: str, name: str, value: float) -> bool:
    wave = 50 + np.sin(np.arange(300.0))
    bars = {"open": wave, "high": wave + 1, "low": wave - 1, "close": wave, "volume": wave}
    call = import_module("talib.abstract").Function(function)
    call.parameters = {name: value}
    try:
        call(bars)
    except Exception:  # noqa: BLE001 - TA-Lib knows no other
        return False
    return True


def _fitted(function: str, names: list[str]) -> list[int]:
    source = random.Random(1)  # noqa: S311  (not a secret: a repeatable variety)
    points, answers = [], []
    for _ in range(40):
        chosen = {name: source.randrange(4, 60) for name in names}
        points.append([1, *chosen.values()])
        answers.append(_lookback(function, chosen))
    solved = np.linalg.lstsq(np.array(points, dtype=float), np.array(answers, dtype=float), rcond=None)[0]
    form = [round(number) for number in solved.tolist()]
    if any(np.dot(form, point) != answer for point, answer in zip(points, answers, strict=True)):
        raise AssertionError(f"the lookback of {function} is no sum")
    return form if names else [answers[0]]


def _lookback(function: str, chosen: dict[str, int]) -> int:
    call = import_module("talib.abstract").Function(function)
    if chosen:
        call.parameters = chosen
    return int(call.lookback)


def table() -> str:
    """The whole file."""
    return HEADER + "\n".join(rows()) + '\n"""\n'


if __name__ == "__main__":
    TARGET.write_text(table(), encoding="utf-8")
    print(f"{TARGET.name} written")
