"""A back-test: history through the in-process exchange, journalled like any run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from botspec import wiring
from botspec.app.record import spec_row
from botspec.data import quality
from botspec.domain.modes import Mode
from botspec.domain.rows import EndedRow, NoteRow, QualityRow
from botspec.exchange.fees.rates import guessed
from botspec.market.moments import moment
from botspec.run.backtest import Progress, backtest
from botspec.run.curve import Curve
from botspec.run.finish import finish
from botspec.run.increments import tell_steps
from botspec.run.marks import prices_of_panel
from botspec.run.prepare import benchmark_column, signals_for
from botspec.run.resume import new_desk
from botspec.run.walk import History

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from botspec.adapters.exchange_broker import ExchangeBroker
    from botspec.data.warmup import WarmedUp
    from botspec.market.panel import Panel
    from botspec.pipeline import Pipeline
    from botspec.ports.journal import Journal
    from botspec.run.desk import Desk


@dataclass(frozen=True, slots=True)
class Backtested:
    """What a back-test leaves beside its journal."""

    desk: Desk
    curve: Curve
    ended: EndedRow


def run_backtest(
    bot: Pipeline,
    bars: WarmedUp,
    journal: Journal,
    *,
    steps: int | None = None,
    fast_forward: bool = True,
    progress: Progress | None = None,
) -> Backtested:
    """Run `bot` over `bars` and write everything into `journal`, from the spec's row to the last."""
    panel = bars.panel
    stop = len(panel) if steps is None else min(len(panel), bars.start + steps)
    starts_at, ends_at = _span(panel, bars.start, stop)
    broker = wiring.backtest_broker(bot, bars)
    desk = new_desk(bot, journal, broker)
    describe(desk, Mode.BACKTEST, panel.between(bars.start, stop), starts_at, ends_at, bars.quality)
    history = History(panel, signals_for(bot, panel), bars.start)
    curve = backtest(desk, history, broker, fast_forward=fast_forward, stop_at=stop, progress=progress)
    ended = finish(
        desk,
        {**curve.columns(stop - bars.start), "benchmark": _benchmark(bot, panel, bars.start, stop)},
        at=ends_at,
        why="data_end" if stop == len(panel) else "steps",
        guesses=guesses(broker),
    )
    return Backtested(desk, curve, ended)


def describe(
    desk: Desk,
    mode: Mode,
    period: Panel,
    starts_at: datetime,
    ends_at: datetime | None,
    left_out: Sequence[QualityRow] = (),
) -> None:
    """The rows before the first decision: the spec, the data's peculiarities, fee rates that had to be guessed."""
    desk.record(spec_row(desk.bot, mode, starts_at, ends_at))
    if desk.bot.simulation.steps:
        tell_steps(desk, desk.bot.simulation.steps, starts_at)
    for row in (*left_out, *quality.examine(_with_own_actions(period), desk.bot.pace)):
        desk.record(row)
    if desk.bot.simulation.fees.kind == "alpaca" and len(period):
        first, last = moment(int(period.opened_at[0])).date(), moment(int(period.closed_at[-1])).date()
        for text in guessed(first, last):
            desk.record(NoteRow(starts_at, "info", "FEE_RATE_GUESSED", text))


def guesses(broker: ExchangeBroker) -> dict[str, int]:
    """What the exchange had to assume, counted."""
    return dict(broker.exchange.guesses)


def _with_own_actions(period: Panel) -> Panel:
    """Without the corporate actions of other years."""
    first, last = int(period.session[0]), int(period.session[-1])
    own = tuple(action for action in period.actions if first <= action.ex_on.toordinal() <= last)
    return replace(period, actions=own)


def _span(panel: Panel, start: int, stop: int) -> tuple[datetime, datetime]:
    return moment(int(panel.opened_at[start])), moment(int(panel.closed_at[stop - 1]))


def _benchmark(bot: Pipeline, panel: Panel, start: int, stop: int) -> NDArray[np.float64]:
    names = (bot.benchmark,) if bot.benchmark else bot.symbols
    watched = panel if len(names) == len(panel.symbols) else panel.select(names)
    return benchmark_column(bot, watched, prices_of_panel(watched).closing[:stop], start)
