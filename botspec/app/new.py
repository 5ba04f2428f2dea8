"""A first spec from a few answers: what it says validates without findings, and runs at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from botspec.app.new_text import compose
from botspec.compiler.catalog import Family, find, kinds
from botspec.compiler.check import Checked, check
from botspec.domain.modes import Mode
from botspec.market.sample import SampleSymbol, index
from botspec.spec.names import ID, SYMBOL
from botspec.spec.shape import fields
from botspec.spec.words import Timeframe

RULES = "rules"
MODES = (Mode.BACKTEST, Mode.SIMULATE, Mode.PAPER)
FIRST, LAST = date(2007, 1, 3), date(2010, 12, 31)
SCHEMA = Path("schemas", "spec-v1.schema.json")
_HISTORY = timedelta(days=183)  # left to the rules before a period starts


class CannotCreate(Exception):
    """There is no spec to be made of these answers, and why."""


class FoundWrong(Exception):
    """The spec that these answers make has findings."""

    def __init__(self, checked: Checked) -> None:
        super().__init__(checked.source.path)
        self.checked = checked


_WITHIN_A_DAY = frozenset({"opening_range_breakout"})  # its rules say nothing of daily bars


@dataclass(frozen=True, slots=True)
class Answers:
    """What a first spec is made of. `bars` is a folder of one's own bar files, relative to the spec."""

    name: str
    symbols: tuple[str, ...] = ("AAPL", "GOOG", "IBM", "MSFT")
    strategy: str = "mean_reversion_momentum"
    mode: Mode = Mode.SIMULATE
    timeframe: Timeframe = Timeframe.DAY
    capital: int = 100_000
    bars: str | None = None


@dataclass(frozen=True, slots=True)
class Created:
    """What was written."""

    path: Path
    schema: Path | None


def strategies() -> tuple[str, ...]:
    """Kinds that run on daily bars with no more than their defaults: one's own rules, and most of the library."""
    offered = (kind for kind in kinds(Family.STRATEGY) if kind not in _WITHIN_A_DAY)
    return tuple(kind for kind in offered if kind == RULES or _has_defaults(kind))


def name_problem(name: str) -> str:
    """Why this cannot be a bot's id, or ""."""
    rule = "at most 40 small letters, digits and dashes, a letter first"
    return "" if re.fullmatch(ID, name) else f"'{name}' is no id: {rule}"


def symbol_problem(symbol: str) -> str:
    """Why this cannot be a symbol, or ""."""
    return "" if re.fullmatch(SYMBOL, symbol) else f"'{symbol}' is no stock symbol, such as AAPL"


def create(answers: Answers, folder: Path) -> Created:
    """Write the spec, and beside its folder the schema that its editor line names, when there is none.

    Raises CannotCreate, FoundWrong, OSError.
    """
    path = folder / f"{answers.name}.yaml"
    if path.exists():
        raise CannotCreate(f"{path} is there already: choose another name, or remove it first")
    text = draft(answers)
    checked = check(path.as_posix(), text.encode())
    if checked.findings:
        raise FoundWrong(checked)
    folder.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
    return Created(path, _schema(folder.parent / SCHEMA))


def draft(answers: Answers) -> str:
    """The spec's text. Raises CannotCreate."""
    problems = [name_problem(answers.name), *map(symbol_problem, answers.symbols)]
    wrong = next(filter(None, problems), "" if answers.symbols else "a bot needs at least one symbol")
    if wrong:
        raise CannotCreate(wrong)
    source = _source(answers)
    return compose(answers, source, _period(answers.symbols) if source == "sample" else None)


def _source(answers: Answers) -> str:
    """Paper trades on Alpaca's bars; the others on one's own, or on the sample when it has them."""
    if answers.mode is Mode.PAPER:
        return "alpaca"
    if answers.bars is not None:
        return "files"
    unknown = [symbol for symbol in answers.symbols if symbol not in index()]
    if unknown or not answers.timeframe.daily:
        what = f"bars of {answers.timeframe}" if not unknown else ", ".join(unknown)
        has = f"the shipped sample has daily bars of {', '.join(index())}"
        raise CannotCreate(f"no {what} here: {has}; say --bars FOLDER for your own, or --mode paper for Alpaca's")
    return "sample"


def _period(symbols: tuple[str, ...]) -> tuple[date, date]:
    """The usual years, or where a symbol has none of them the last it has."""
    held: Mapping[str, SampleSymbol] = index()
    last = min(held[symbol].last for symbol in symbols)
    first = max(held[symbol].first + _HISTORY for symbol in symbols)
    return (FIRST, min(LAST, last)) if first <= FIRST else (first, last)


def _has_defaults(kind: str) -> bool:
    entry = find(Family.STRATEGY, kind)
    return (
        entry is not None
        and entry.runs
        and bool(fields(entry.params))
        and not any(field.is_required() for field in fields(entry.params).values())
    )


def _schema(path: Path) -> Path | None:
    from botspec.compiler.schema import spec_schema, written

    if path.exists():
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written(spec_schema()), encoding="utf-8")
    return path
