"""What a run came to, read from its journal."""

from __future__ import annotations

from pathlib import Path

from botspec.adapters.sqlite import Loaded
from botspec.app.report import render_run
from botspec.app.request import RunResult
from botspec.domain.modes import Mode
from botspec.pipeline import Pipeline

UNRECONCILED = 7


def result(
    bot: Pipeline, mode: Mode, folder: Path, why: str, exit_code: int, loaded: Loaded | None = None
) -> RunResult:
    """Render the report from the journal alone (`loaded` when it is at hand), and sum the run up from it."""
    rendered = render_run(folder, bot.formats, loaded=loaded)
    record = rendered.record
    return RunResult(
        run_dir=folder,
        mode=mode,
        digest=bot.digest,
        ended=why,
        start_equity=float(bot.capital),
        final_equity=record.final_equity,
        orders=len(record.orders),
        denied=len(record.denied),
        fills=len(record.fills),
        trades=len(record.trades),
        reports=rendered.paths,
        exit_code=UNRECONCILED if record.unreconciled and exit_code == 0 else exit_code,
        record=record,
    )
