"""`botspec kill`."""

from __future__ import annotations

from typing import Annotated

import typer

from botspec.cli.reading import told as in_one_line
from botspec.cli.telling import RUNS, BotArgument, JsonOption, RunsOption, show


def command(
    bot: BotArgument = None,
    flatten: Annotated[bool, typer.Option("--flatten", help="Close its positions too.")] = False,  # noqa: FBT002
    because: Annotated[str, typer.Option(help="Why, for the journal.")] = "",
    runs: RunsOption = RUNS,
    json: JsonOption = False,  # noqa: FBT002
) -> None:
    """Stop every entry at once: of one bot, or of all. Works with a dead network and a full disk, until re-armed."""
    from botspec.app.operate import bots, kill
    from botspec.cli.program import program

    with in_one_line():
        found = kill(bots(bot, runs), flatten=flatten, because=because)
    kept = "positions are being closed" if flatten else "positions and their protective orders stay"
    after = (
        f"\n{kept}; working entries are canceled; look: {program()} status; when you are sure: {program()} rearm TRIP"
    )
    show(found, json=json, after=after)
