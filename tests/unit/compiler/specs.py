"""A right spec, to be broken in one place."""

from __future__ import annotations

from botspec.compiler.check import Checked, check
from botspec.compiler.context import Context

RIGHT = """\
version: 1
id: dip-buyer
mode: backtest
universe: {symbols: [AAPL, MSFT, GOOG, IBM], benchmark: IBM}
data: {source: sample, timeframe: 1Day}
params: {oversold: 30}
strategy:
  kind: rules
  let:
    strength: rsi(close, 14)
  long:
    enter: strength < oversold
    exit: strength > 55
  rank: -strength
sizing: {kind: percent_of_equity, percent: 30%}
orders:
  entry: {type: market, time_in_force: day}
risk:
  limits: {max_position: 35%, max_open_positions: 3}
  guards:
    - {kind: daily_loss, limit: 2%, action: halt, release: {after: 3d}}
    - {kind: drawdown, limit: 8%, from: peak, action: flatten, release: manual}
schedule: {submit: after_open}
simulation:
  period: {from: 2007-01-03, to: 2010-12-31}
"""


def judged(*edits: tuple[str, str], text: str = RIGHT) -> Checked:
    """The right spec with each first text replaced by the second."""
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return check("a.yaml", text.encode())


def codes(*edits: tuple[str, str]) -> list[str]:
    """What is found, by code."""
    return [finding.code for finding in judged(*edits).findings]


def context(*edits: tuple[str, str]) -> Context:
    """A spec without findings, ready to resolve."""
    checked = judged(*edits)
    assert checked.findings == (), checked.findings
    assert checked.context is not None
    return checked.context
