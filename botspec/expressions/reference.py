"""The reference of indicators (docs/indicators.md), made from what they say about themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from botspec.expressions.listing import Entry, Group, listing

_HEAD = """\
# Indicators

What may be called in a [rule](rules.md). Made from the indicators themselves by
`python -m tests.generate.indicators`.

- A parameter with a value (`fast=12`) need not be written; every other one has to be. Parameters are whole numbers or
  names of params, the same at every bar; `bounds` says which numbers.
- An indicator with several values is asked for one of them: `macd(close).signal`.
- *First value after* and *trusted after* count bars, with the settings shown: an indicator that remembers everything is
  trusted once what lies before the first bar weighs less than 0.0001.
- Every parameter is passed to TA-Lib explicitly, so its defaults never decide.
"""
_TALIB = """
## The rest of TA-Lib

TA-Lib's other functions under their own names, in lower case, made from what the library says about them: nothing of
them is checked here by hand, and they answer what TA-Lib answers, a 0 for nothing divided by nothing included.
"""
_PATTERNS = """
## Candlestick patterns

Each answers 100 where a rising pattern ends at this bar, -100 a falling one, and 0 otherwise:
`cdl_engulfing() > 0`.
"""


def indicators_page() -> str:
    """The whole page, Markdown."""
    groups = {group: [entry for entry in listing() if entry.group is group] for group in Group}
    parts = [_HEAD, *map(_described, groups[Group.INDICATOR])]
    parts += [
        "\n## Functions\n\n",
        *_table(["call", "what it is", "the same as"], map(_function, groups[Group.FUNCTION])),
    ]
    columns = ["call", "what it is", "values", "bounds", "first value after", "trusted after"]
    parts += [_TALIB, "\n", *_table(columns, map(_generated, groups[Group.TALIB]))]
    patterns = ["call", "what it is", "first value after"]
    parts += [_PATTERNS, "\n", *_table(patterns, map(_pattern, groups[Group.PATTERN]))]
    return "".join(parts)


def _described(entry: Entry) -> str:
    lines = [f"\n## {entry.name}\n", f"`{entry.signature}`{_outputs(entry)}. {entry.summary}\n"]
    lines += [f"    {entry.formula}\n"]
    lines += [f"{entry.note}\n"] if entry.note else []
    shown = f" ({entry.settings})" if entry.settings else ""
    history = f"First value after {_bars(entry.lookback)}, trusted after {_bars(entry.warmup)}{shown}."
    bounds = f" Bounds: {entry.bounds}." if entry.bounds else ""
    return "\n".join([*lines, f"Example: `{entry.example}`. {history}{bounds}\n"])


def _outputs(entry: Entry) -> str:
    return " with " + ", ".join(f"`.{output}`" for output in entry.outputs) if entry.outputs else ""


def _bars(number: int | None) -> str:
    return f"{number} bar{'s' * (number != 1)}"


def _function(entry: Entry) -> list[str]:
    same = f"`{entry.formula}`" if entry.formula else ""
    return [f"`{entry.signature}`{_outputs(entry)}", entry.summary, same]


def _generated(entry: Entry) -> list[str]:
    values = ", ".join(f"`.{output}`" for output in entry.outputs)
    return [f"`{entry.signature}`", entry.summary, values, entry.bounds, _bars(entry.lookback), _bars(entry.warmup)]


def _pattern(entry: Entry) -> list[str]:
    return [f"`{entry.signature}`", entry.summary, _bars(entry.lookback)]


def _table(head: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    for row in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |\n"
