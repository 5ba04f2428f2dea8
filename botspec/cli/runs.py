"""`botspec runs`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from botspec.cli.reading import as_json

if TYPE_CHECKING:
    from botspec.app.runs import RunLine


def command(
    folder: Annotated[Path, typer.Option("--runs", help="Where runs are kept.")] = Path("runs"),
    json: Annotated[bool, typer.Option("--json", help="One JSON array.")] = False,  # noqa: FBT002
) -> None:
    """List finished and running runs, the newest first."""
    from botspec.app.runs import list_runs

    lines = list_runs(folder)
    if json:
        typer.echo(as_json(lines))
        return
    if not lines:
        typer.echo(f"no runs in {folder}/ yet")
        return
    typer.echo(_table(lines))


def _table(lines: list[RunLine]) -> str:
    rows = [("RUN", "STATE", "STARTED, NEW YORK", "EQUITY", "TRADES", "DENIED"), *(_cells(line) for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    return "\n".join(_row(row, widths) for row in rows)


def _row(cells: tuple[str, ...], widths: list[int]) -> str:
    left = [cell.ljust(width) for cell, width in zip(cells[:3], widths[:3], strict=True)]
    right = [cell.rjust(width) for cell, width in zip(cells[3:], widths[3:], strict=True)]
    return "  ".join(left + right).rstrip()


def _cells(line: RunLine) -> tuple[str, ...]:
    from botspec.diagnostics.visible import visible
    from botspec.report import words

    equity = words.money(line.equity) if line.equity is not None else "-"
    started = words.minute(line.started_at) if line.started_at else "-"
    return visible(line.name), line.state, started, equity, words.count(line.trades), words.count(line.denied)
