"""`botspec flatten`."""

from __future__ import annotations

from typing import Annotated

import typer

from botspec.cli.reading import told as in_one_line
from botspec.cli.telling import RUNS, BotArgument, JsonOption, RunsOption, show


def command(
    bot: BotArgument = None,
    because: Annotated[str, typer.Option(help="Why, for the journal.")] = "",
    runs: RunsOption = RUNS,
    json: JsonOption = False,  # noqa: FBT002
) -> None:
    """Close a bot's own positions and keep it from entering again until it is re-armed."""
    from botspec.adapters.system.clock import utc_now
    from botspec.app.operate import ask, one_bot, spec_of
    from botspec.cli.program import program
    from botspec.domain.commands import Ask, Command

    with in_one_line():
        folder = one_bot(bot, runs)
        told = ask(folder, Command("", Ask.FLATTEN, "", utc_now(), because, flatten=True))
        after = "" if told.process else f"\nstart it: {program()} run {spec_of(folder)} --until flat"
    show([told], json=json, after=after)
