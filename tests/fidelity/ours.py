"""The strategies as botspec runs them: from YAML, through the compiler, in a back-test with its journal."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

from botspec import wiring
from botspec.app.backtest import run_backtest
from botspec.app.validate import check_file
from botspec.compiler.compile import compile_spec
from botspec.domain.orders import Side
from botspec.domain.portfolio import Fill
from botspec.domain.rows import FillRow
from botspec.journal.memory import MemoryJournal
from botspec.market.sample import FOLDER
from tests.fidelity.strategies import Simple
from tests.fidelity.trades import CASH, Outcome, Trade, cents, price

SPEC = """\
version: 1
id: fidelity
mode: backtest
universe: {{symbols: [{symbol}]}}
data: {{{data}, timeframe: 1Day}}
strategy:
  kind: rules
  long:
    enter: {enter}
    exit: {leave}
sizing: {{kind: percent_of_equity, percent: 10%}}
schedule: {{session: regular, decide: bar_close, submit: after_open}}
simulation:
  period: {{from: {first}, to: {last}}}
  cash: {cash} USD
  slippage: {{kind: none}}
  fees: {{kind: none}}
"""


def run(simple: Simple, symbol: str, period: tuple[date, date], folder: Path, *, actions: bool = False) -> Outcome:
    """Back-test in `folder`; with `actions`, on adjusted history and with dividends paid."""
    if not actions:
        packed = (FOLDER / f"{symbol}.csv.gz").read_bytes()
        (folder / f"{symbol}.csv").write_bytes(gzip.decompress(packed))
    path = folder / "fidelity.yaml"
    data = "source: sample" if actions else "source: files, path: ."
    first, last = period
    path.write_text(
        SPEC.format(
            symbol=symbol, data=data, enter=simple.enter, leave=simple.leave, first=first, last=last, cash=CASH
        ),
        encoding="utf-8",
    )
    checked = check_file(path)
    assert checked.context is not None, checked.findings
    bot = compile_spec(checked.context, folder)
    journal = MemoryJournal()
    done = run_backtest(bot, wiring.local_bars(bot), journal)
    fills = [row.fill for row in journal.rows() if isinstance(row, FillRow)]
    return Outcome(_trades(fills), cents(done.ended.equity))


def _trades(fills: list[Fill]) -> tuple[Trade, ...]:
    buys = [fill for fill in fills if fill.side is Side.BUY]
    sells: list[Fill | None] = [fill for fill in fills if fill.side is Side.SELL]
    sells += [None] * (len(buys) - len(sells))
    return tuple(_trade(bought, sold) for bought, sold in zip(buys, sells, strict=True))


def _trade(bought: Fill, sold: Fill | None) -> Trade:
    assert sold is None or sold.quantity == bought.quantity
    return Trade(
        entered_on=bought.at.date(),
        quantity=int(bought.quantity),
        entry_price=price(bought.price),
        left_on=sold.at.date() if sold is not None else None,
        exit_price=price(sold.price) if sold is not None else None,
    )
