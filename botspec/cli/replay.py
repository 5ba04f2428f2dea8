"""`botspec replay`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from botspec.cli.reading import RunArgument, as_json, told

if TYPE_CHECKING:
    from botspec.app.replay import Replayed

SAME, DIFFERENT, NO_BARS = 0, 1, 8


def command(
    run: RunArgument,
    spec: Annotated[
        Path | None, typer.Option(help="The spec that ran, when it is elsewhere or another by now.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Decide again what a run decided, from the same bars, and compare row by row.

    A run by the clock (shadow, paper, live) is decided again from the bars and prices its journal keeps. Exit 0 when
    every row is the same, 1 when one is not, 8 when the run's bars are not available.
    """
    from botspec.app.find_run import find_run
    from botspec.app.replay import NoBars, replay
    from botspec.app.request import Refused

    with told():
        try:
            found = replay(find_run(run), dict(os.environ), spec)
        except NoBars as error:
            typer.echo(f"botspec: {error}", err=True)
            raise typer.Exit(NO_BARS) from error
        except Refused as error:
            typer.echo(f"botspec: {error}", err=True)
            raise typer.Exit(error.exit_code) from error
    typer.echo(as_json(found) if json else _text(found))
    raise typer.Exit(SAME if found.first is None else DIFFERENT)


def _text(found: Replayed) -> str:
    lines = [f"{found.journal}: {found.rows} rows of a run in mode {found.mode}, written by botspec {found.written_by}"]
    if found.moments:
        lines.append(f"{found.moments} moments and {found.orders} orders decided again, each from its recorded state")
    lines += [f"{count} moments left out: {why}" for why, count in found.left_out.items()]
    if found.first is None:
        return "\n".join([*lines, f"the same, every one (botspec {found.replayed_by})"])
    if found.moments:
        where = f"{found.parted} of them otherwise (botspec {found.replayed_by}), the first at row {found.first.row}"
    else:
        where = f"different from row {found.first.row} on (botspec {found.replayed_by})"
    return "\n".join(
        [
            *lines,
            where,
            f"  recorded: {found.first.recorded or 'nothing more'}",
            f"  replayed: {found.first.replayed or 'nothing more'}",
        ]
    )
