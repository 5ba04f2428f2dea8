"""`botspec stop`."""

from __future__ import annotations

from typing import Annotated

import typer

from botspec.cli.reading import told as in_one_line
from botspec.cli.telling import RUNS, BotArgument, JsonOption, RunsOption, show


def command(
    bot: BotArgument = None,
    flatten: Annotated[
        bool | None,
        typer.Option("--flatten/--keep", help="Close positions first, or keep them; else as the spec says."),
    ] = None,
    runs: RunsOption = RUNS,
    json: JsonOption = False,  # noqa: FBT002
) -> None:
    """End a running bot: its protective orders stay at the broker, and the next start goes on from here."""
    from botspec.adapters.system.clock import utc_now
    from botspec.app.operate import ask, not_running, one_bot
    from botspec.domain.commands import Ask, Command

    with in_one_line():
        folder = one_bot(bot, runs)
        told = not_running(folder) or ask(folder, Command("", Ask.STOP, "", utc_now(), flatten=flatten))
    show([told], json=json)
