"""The strategies as botspec runs them: from YAML, through the compiler, in a back-test with its journal."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Sequence
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
from tests.fidelity.trades import CASH, Outcome, Traded, outcome, price

SPEC = """\
version: 1
id: fidelity
mode: backtest
universe: {{symbols: [{symbols}]}}
data: {{{data}, timeframe: 1Day}}
{spec}schedule: {{session: regular, decide: bar_close, submit: after_open}}
simulation:
  period: {{from: {first}, to: {last}}}
  cash: {cash} USD
  slippage: {{kind: none}}
  fees: {{kind: none}}
"""


def run(spec: str, symbols: Sequence[str], period: tuple[date, date], *, actions: bool = False) -> Outcome:
    """Back-test what `spec` says; with `actions`, on adjusted history and with dividends paid."""
    with tempfile.TemporaryDirectory() as folder:
        return _run(_written(Path(folder), spec, symbols, period, actions=actions))


def _written(folder: Path, spec: str, symbols: Sequence[str], period: tuple[date, date], *, actions: bool) -> Path:
    for symbol in () if actions else symbols:
        packed = (FOLDER / f"{symbol}.csv.gz").read_bytes()
        (folder / f"{symbol}.csv").write_bytes(gzip.decompress(packed))
    path = folder / "fidelity.yaml"
    data = "source: sample" if actions else "source: files, path: ."
    first, last = period
    text = SPEC.format(symbols=", ".join(symbols), data=data, spec=spec, first=first, last=last, cash=CASH)
    path.write_text(text, encoding="utf-8")
    return path


def _run(path: Path) -> Outcome:
    checked = check_file(path)
    assert checked.context is not None, checked.findings
    bot = compile_spec(checked.context, path.parent)
    journal = MemoryJournal()
    done = run_backtest(bot, wiring.local_bars(bot), journal)
    fills = [row.fill for row in journal.rows() if isinstance(row, FillRow)]
    return outcome(map(_traded, fills), done.ended.equity)


def _traded(fill: Fill) -> Traded:
    shares = int(fill.quantity)
    assert shares == fill.quantity
    return Traded(fill.at.date(), fill.symbol, shares if fill.side is Side.BUY else -shares, price(fill.price))
