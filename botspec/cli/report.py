"""`botspec report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from botspec.cli.reading import WRONG_USE, RunArgument, on_terminal, plain_letters, told


def command(
    run: RunArgument,
    formats: Annotated[str, typer.Option("--format", help="html, md, json, with commas between.")] = "html,md,json",
    out: Annotated[Path | None, typer.Option("--out", help="Folder to write to, instead of the run's own.")] = None,
) -> None:
    """Render a run's report again, from its journal alone. Exit 6 when the journal is damaged."""
    from botspec.app.find_run import find_run
    from botspec.app.report import render_journal
    from botspec.report.render import UnknownFormat
    from botspec.report.terminal import summary

    names = list(dict.fromkeys(name.strip() for name in formats.split(",") if name.strip()))
    with told():
        journal = find_run(run)
        try:
            rendered = render_journal(journal, names, out or journal.parent)
        except UnknownFormat as error:
            typer.echo(f"botspec: {error}", err=True)
            raise typer.Exit(WRONG_USE) from error
    typer.echo(summary(rendered.record, colour=on_terminal(), ascii_only=plain_letters()))
    typer.echo("")
    for path in rendered.paths.values():
        typer.echo(f"  {path}")
