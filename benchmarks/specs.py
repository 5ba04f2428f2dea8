"""The measured strategy as a spec, with limits and guards on."""

from __future__ import annotations

from pathlib import Path

from benchmarks.cases import Case

SPEC = """\
version: 1
id: bench
mode: backtest
capital: 1000000 USD
universe:
  symbols: [{symbols}]
data: {{source: files, path: {path}, timeframe: {timeframe}}}
strategy:
  kind: rules
  long:
    enter: rsi(close, 14) < 30 and close > sma(close, 200)
    exit: rsi(close, 14) > 55 or close < 0.97 * sma(close, 200)
sizing: {{kind: percent_of_equity, percent: 10%}}
risk:
  limits:
    max_position: 20%
    max_order_notional: 20%
    max_open_positions: 10
    max_orders_per_minute: 100
  guards:
    - {{kind: daily_loss, limit: 20%, action: block_entries, release: next_session}}
    - {{kind: drawdown, limit: 60%, from: peak, action: halt, release: manual}}
schedule: {{session: regular, decide: bar_close, submit: {submit}}}
simulation:
  cash: 1000000 USD
  slippage: {{kind: none}}
  fees: {{kind: none}}
report: {{formats: [html, md, json]}}
"""


def write(case: Case) -> Path:
    """The spec of a case, beside its bars."""
    path = case.folder.with_suffix(".yaml")
    submit = "after_open" if case.timeframe == "1Day" else "now"
    text = SPEC.format(symbols=", ".join(case.names), path=case.folder.name, timeframe=case.timeframe, submit=submit)
    path.write_text(text, encoding="utf-8")
    return path
