"""A simulated run: the embedded Alpaca, driven through alpaca-py, as fast as it goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from botspec import wiring
from botspec.adapters.sqlite.journal import SqliteJournal
from botspec.app.backtest import describe
from botspec.app.faults import tell_faults
from botspec.app.folders import JOURNAL, earlier
from botspec.app.session import Sitting, anchor_row, end, kept, sit
from botspec.domain.modes import Mode
from botspec.domain.rows import EndedRow, HeaderRow, NoteRow, SpecRow
from botspec.market.moments import moment
from botspec.ports.journal import JournalDamaged
from botspec.ports.remembered import Remembered
from botspec.run.reconcile import whole_account_differs
from botspec.run.resume import Recalled, recall

if TYPE_CHECKING:
    from datetime import datetime

    from botspec.app.request import RunRequest, Watcher
    from botspec.data.warmup import WarmedUp
    from botspec.market.panel import Panel
    from botspec.pipeline import Pipeline
    from botspec.ports.journal import Journal
    from botspec.run.desk import Desk
    from botspec.run.environment import Environment


PATIENCE = timedelta(hours=1)  # simulated time for which injected faults may go on


@dataclass(frozen=True, slots=True)
class Earlier:
    """A run that an earlier process left undone; `ended` says why it ended when only its report is missing."""

    folder: Path
    ended: str | None


def left_undone(bot: Pipeline, runs: Path) -> Earlier | None:
    """The newest run of this very spec, narrowed the same way, that began and has not ended or not been reported."""
    for folder in earlier(bot, Mode.SIMULATE, runs):
        try:
            with SqliteJournal(folder / JOURNAL, "read") as journal:
                rows = list(journal.some((SpecRow, EndedRow)))
        except JournalDamaged:
            continue
        spec = next((row for row in reversed(rows) if isinstance(row, SpecRow)), None)
        if spec is None or spec.narrowed != bot.narrowed:
            continue
        ended = rows[-1].why if isinstance(rows[-1], EndedRow) else None
        if ended is None or not all((folder / f"report.{name}").exists() for name in bot.formats):
            return Earlier(folder, ended)
    return None


def run_simulate(
    bot: Pipeline,
    bars: WarmedUp,
    folder: Path,
    header: HeaderRow,
    watcher: Watcher,
    announce: Callable[[Desk, datetime], None],
    stop: Callable[[], bool],
    request: RunRequest,
) -> str:
    """Run to the end of the bars, or as far as the request's steps and `stop` let it; gives why it ended."""
    steps = request.steps
    panel = bars.panel
    anchor = _opens_on(bot, panel, 0)
    began_at = moment(int(panel.closed_at[bars.start - 1] if bars.start else panel.opened_at[0]))
    with _journal(folder) as journal, wiring.simulator(bot, bars, folder, request.chaos) as embedded:
        recalled = recall(bot, journal.rows())
        remembered = Remembered(
            began_at=began_at,
            anchor=anchor,
            booked=recalled.state.booked,
            live=recalled.state.awaited,
            note=watcher.note,
        )
        env = wiring.simulated(bot, embedded, journal, remembered)
        if request.chaos is not None:
            env = replace(env, patience=PATIENCE)
        sitting = Sitting(
            bot=bot,
            env=env,
            journal=journal,
            recalled=recalled,
            sessions=bot.hours.sessions(_opens_on(bot, panel, bars.start), date.fromordinal(int(panel.session[-1]))),
            began_at=began_at,
            watcher=watcher,
            stop=stop,
            steps=None if steps is None else max(steps - recalled.state.marks_taken, 0),
            total=len(panel) - bars.start if steps is None else steps,
        )
        desk, why = sit(sitting, _description(bars, recalled, header, anchor), lambda desk: announce(desk, began_at))
        if request.chaos is not None and why != "interrupted":
            tell_faults(desk, embedded.control.calm(), folder, env.clock.now())
        _finish(desk, env, journal, why, dict(embedded.control.state().get("guesses") or {}))
        return why


def _opens_on(bot: Pipeline, panel: Panel, row: int) -> date:
    """The day on which a bar begins."""
    return bot.hours.day(moment(int(panel.opened_at[row])))


def _journal(folder: Path) -> SqliteJournal:
    path = folder / JOURNAL
    return SqliteJournal(path, "append" if path.exists() else "create", synced=False)


def _description(bars: WarmedUp, recalled: Recalled, header: HeaderRow, anchor: date) -> Callable[[Desk], None]:
    first_start = recalled.rows == 0

    def write(desk: Desk) -> None:
        desk.record(header)
        if first_start:
            period = bars.panel.between(bars.start, len(bars.panel))
            opens, closes = moment(int(period.opened_at[0])), moment(int(period.closed_at[-1]))
            describe(desk, Mode.SIMULATE, period, opens, closes, bars.quality)
            desk.record(anchor_row(anchor, opens))
        desk.journal.commit()

    return write


def _finish(desk: Desk, env: Environment, journal: Journal, why: str, guesses: dict[str, int]) -> None:
    at = env.clock.now()
    if why == "interrupted":
        kept(desk, at)
        return
    differs = whole_account_differs(desk, env.broker.snapshot(), desk.bot.simulation.cash)
    if differs is not None:
        desk.record(NoteRow(at, "error", "UNRECONCILED", differs))
    else:
        desk.record(NoteRow(at, "info", "RECONCILED", "the ledger's cash equals the account's to the cent"))
    end(desk, journal, at=at, why=why, guesses=guesses)
