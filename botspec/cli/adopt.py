"""`botspec adopt`."""

from __future__ import annotations

from typing import Annotated

import typer

from botspec.cli.reading import told as in_one_line
from botspec.cli.telling import RUNS, BotArgument, JsonOption, RunsOption, show

DIFFERENCE = 1


def command(
    bot: BotArgument = None,
    because: Annotated[str, typer.Option(help="Why it is right; without it the differences are only listed.")] = "",
    runs: RunsOption = RUNS,
    json: JsonOption = False,  # noqa: FBT002
) -> None:
    """Accept how the account differs from the journal, exactly as it was listed; exit 1 when it was only listed."""
    from botspec.adapters.system.clock import utc_now
    from botspec.app.operate import ask, one_bot, open_differences, spec_of, unclassified
    from botspec.cli.program import program
    from botspec.domain.commands import Ask, Command

    with in_one_line():
        folder = one_bot(bot, runs)
        found = (*open_differences(folder), *unclassified(folder))
        if not found:
            typer.echo(f"{folder.name}: nothing differs: there is nothing to adopt")
            return
        if not because.strip():
            typer.echo("\n".join(f"{folder.name}: {text}" for text in found))
            typer.echo(f'\nto accept exactly this: {program()} adopt {folder.name} --because "..."')
            raise typer.Exit(DIFFERENCE)
        told = ask(folder, Command("", Ask.ADOPT, "", utc_now(), because.strip(), accepts=found))
        after = "" if told.process else f"\nstart it: {program()} run {spec_of(folder)}"
    show([told], json=json, after=after)
