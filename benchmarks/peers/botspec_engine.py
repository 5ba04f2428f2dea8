"""botspec's engine in this process: everything `botspec run` does between the bars being read and the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import specs
from benchmarks.peers.told import tell

if TYPE_CHECKING:
    from benchmarks.cases import Case


def load(case: Case) -> object:
    """The compiled bot and its bars."""
    from botspec import wiring
    from botspec.app.validate import check_file
    from botspec.compiler.compile import compile_spec

    path = specs.write(case)
    checked = check_file(path)
    if checked.context is None:
        raise SystemExit("\n".join(str(found) for found in checked.findings))
    bot = compile_spec(checked.context, path.parent)
    return bot, wiring.local_bars(bot)


def run(_case: Case, data: object) -> tuple[int, float]:
    """Number of round trips and final equity."""
    from botspec.app.backtest import run_backtest
    from botspec.domain.orders import Side
    from botspec.domain.rows import FillRow
    from botspec.journal.memory import MemoryJournal

    bot, bars = data  # type: ignore[misc]
    journal = MemoryJournal()
    done = run_backtest(bot, bars, journal)
    sold = sum(isinstance(row, FillRow) and row.fill.side is Side.SELL for row in journal.rows())
    return sold, done.ended.equity


if __name__ == "__main__":
    tell(load, run)
