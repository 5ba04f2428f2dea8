"""The words of a first spec: every key with a reason, in the order a reviewer reads."""

from __future__ import annotations

from datetime import date
from string import Template
from typing import TYPE_CHECKING

from botspec.compiler.catalog import Family, find
from botspec.domain.modes import Mode
from botspec.spec.shape import fields, flow

if TYPE_CHECKING:
    from botspec.app.new import Answers

COLUMN = 34  # behind which comments begin
_SPEC = Template("""\
# yaml-language-server: $$schema=../schemas/spec-v1.schema.json
version: 1
id: $name ~ never changes: orders and journal hang on it
description: $about
mode: $mode ~ the most it may do: backtest, simulate, paper
account: main ~ a profile: keys come from the environment, never from here
capital: $capital USD ~ what the bot may call its own

universe:
  symbols: [$symbols] ~ in the order that settles ties

data:
$data

$strategy

${sizing}orders:
  entry: {type: market, time_in_force: day}
  exit: {type: market, time_in_force: day}

risk:
  limits: ~ checked before an order leaves; a breach denies the order
$limits
  guards: ~ watch the equity; a trip is latched until released
    - {kind: daily_loss, limit: 3%, action: block_entries, release: next_session}
    - {kind: drawdown, limit: 15%, from: peak, action: flatten, release: manual}

schedule:
  decide: bar_close
  submit: $submit ~ when orders leave

simulation:
$period  cash: $capital USD
  slippage: {kind: bps, bps: 5}
  fees: {kind: alpaca}

report: {formats: [html, md, json]}
""")
_RULES = """\
strategy:
  kind: rules
  let:
    strength: rsi(close, 14)
    trend: sma(close, 100)
  long:
    enter: strength < 35 and close > trend ~ a rule; see botspec indicators
    exit: strength > 55 or close < trend * 0.95 ~ a position is held until this is true
  rank: -strength ~ who gets the money first"""


def compose(answers: Answers, source: str, period: tuple[date, date] | None) -> str:
    """The whole file."""
    several = len(answers.symbols) > 1
    text = _SPEC.substitute(
        name=answers.name,
        about=_about(answers.strategy),
        mode=answers.mode.value,
        capital=answers.capital,
        symbols=", ".join(answers.symbols),
        data="\n".join(_data(answers, source)),
        strategy=_strategy(answers.strategy, len(answers.symbols)),
        sizing=_sizing(answers.strategy, several=several),
        limits="\n".join(_limits(answers.strategy, len(answers.symbols))),
        submit="after_open" if answers.timeframe.daily else "now",
        period="" if period is None else f"  period: {{from: {period[0]}, to: {period[1]}}} ~ days to run over\n",
    )
    return "".join(f"{_beside(line)}\n" for line in text.splitlines())


def _about(strategy: str) -> str:
    if strategy == "rules":
        return "Buys dips of what is in an up-trend."
    entry = find(Family.STRATEGY, strategy)
    return (entry.summary if entry is not None else "") or strategy


def _data(answers: Answers, source: str) -> list[str]:
    lines = [
        f"  source: {source} ~ sample ships with botspec; or files, alpaca",
        f"  timeframe: {answers.timeframe.value}",
    ]
    if source == "files":
        lines.append(f"  path: {answers.bars}")
    if source == "alpaca" and answers.mode is Mode.PAPER:
        lines.append("  feed: {history: iex, live: iex}")
    return lines


def _strategy(kind: str, symbols: int) -> str:
    """A library strategy with every parameter at its default and what it means beside it.

    Of few symbols fewer are held at a time than the default.
    """
    if kind == "rules":
        return _RULES
    entry = find(Family.STRATEGY, kind)
    lines = ["strategy:", f"  kind: {kind}"]
    for key, field in fields(entry.params).items() if entry is not None else ():
        why = str(field.description).rstrip(".")
        value = min(field.default, symbols) if key == "top" else field.default
        lines.append(f"  {key}: {flow(value)} ~ {why[0].lower()}{why[1:]}")
    return "\n".join(lines)


def _weighs(strategy: str) -> bool:
    entry = find(Family.STRATEGY, strategy)
    return entry is not None and entry.params.weighs


def _sizing(strategy: str, *, several: bool) -> str:
    """Nothing for a strategy that has weights of its own."""
    if _weighs(strategy):
        return ""
    return f"sizing: {{kind: percent_of_equity, percent: {'30%' if several else '50%'}}}\n\n"


def _limits(strategy: str, symbols: int) -> list[str]:
    """A position is never more than a sizing or a third, a half, all of the places asks for."""
    part = {1: "100%", 2: "50%"}.get(symbols, "35%") if _weighs(strategy) else "35%" if symbols > 1 else "55%"
    lines = [f"    max_position: {part}"]
    if symbols > 1 and not _weighs(strategy):
        lines.append(f"    max_open_positions: {min(3, symbols - 1)}")
    return [*lines, "    max_orders_per_minute: 10"]


def _beside(line: str) -> str:
    """What stands behind ` ~ ` becomes a comment, all of them in one column."""
    text, _, why = line.partition(" ~ ")
    return f"{text.ljust(COLUMN)}  # {why}" if why else text
