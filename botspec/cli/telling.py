"""What the commands that tell a bot something share: which bot, what came of it, what to type next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from botspec.cli.reading import as_json

if TYPE_CHECKING:
    from botspec.app.operate import Told

BotArgument = Annotated[
    str | None, typer.Argument(metavar="[BOT]", help="A bot's id or a run folder; needed where there are several.")
]
RunsOption = Annotated[Path, typer.Option("--runs", help="Where runs are kept.")]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON array.")]
RUNS = Path("runs")


def show(told: Sequence[Told], *, json: bool, after: str = "") -> None:
    """Print what came of it and leave with the worst exit code."""
    from botspec.diagnostics.visible import visible

    if json:
        typer.echo(as_json(told))
    else:
        for each in told:
            typer.echo("\n".join(f"{each.run.name}: {visible(line)}" for line in each.reply.text.splitlines()))
        if after:
            typer.echo(after)
    raise typer.Exit(max(each.reply.code for each in told))
