"""`botspec rearm`."""

from __future__ import annotations

from typing import Annotated

import typer

from botspec.cli.reading import told as in_one_line
from botspec.cli.telling import RUNS, JsonOption, RunsOption, show


def command(
    trip: Annotated[str, typer.Argument(metavar="TRIP", help="The trip's id, as `status` shows it.")],
    because: Annotated[str, typer.Option(help="Why it may go on; it is kept in the journal.")],
    bot: Annotated[str | None, typer.Option(help="Which bot, where there are several.")] = None,
    runs: RunsOption = RUNS,
    json: JsonOption = False,  # noqa: FBT002
) -> None:
    """Let a bot go on after a trip: its guard measures from the present value on."""
    from botspec.adapters.system.clock import utc_now
    from botspec.app.operate import ask, one_bot
    from botspec.domain.commands import Ask, Command

    if not because.strip():
        raise typer.BadParameter("say why, in your words", param_hint="--because")
    with in_one_line():
        told = ask(one_bot(bot, runs), Command("", Ask.REARM, "", utc_now(), because.strip(), trip=trip))
    show([told], json=json)
