"""botspec's engine in this process: everything `botspec run` does between the bars being read and the report."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, cast

from benchmarks import specs
from benchmarks.cases import Case
from benchmarks.peers.told import tell
from botspec import wiring
from botspec.app.backtest import run_backtest
from botspec.app.validate import check_file
from botspec.cli.main import NEW_OBJECTS
from botspec.compiler.compile import compile_spec
from botspec.expressions.indicators.library import talib
from botspec.journal.memory import MemoryJournal

if TYPE_CHECKING:
    from botspec.data.warmup import WarmedUp
    from botspec.pipeline import Pipeline


def load(case: Case) -> object:
    """The compiled bot and its bars."""
    path = specs.write(case)
    checked = check_file(path)
    if checked.context is None:
        raise SystemExit("\n".join(str(found) for found in checked.findings))
    bot = compile_spec(checked.context, path.parent)
    talib()
    bars = wiring.local_bars(bot)
    wiring.backtest_broker(bot, bars)  # imports the exchange: start-up, as the imports of every peer
    gc.freeze()  # every command of botspec begins like this
    gc.set_threshold(NEW_OBJECTS)
    return bot, bars


def run(_case: Case, data: object) -> tuple[int, float]:
    """Number of round trips and final equity."""
    bot, bars = cast("tuple[Pipeline, WarmedUp]", data)
    journal = MemoryJournal()
    done = run_backtest(bot, bars, journal)
    journal.seal()  # every row is encoded and hashed
    state = done.desk.state
    return (state.counts["fills"] - len(state.portfolio.positions)) // 2, done.ended.equity  # orders fill whole


if __name__ == "__main__":
    tell(load, run)
