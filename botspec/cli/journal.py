"""`botspec journal`."""

from __future__ import annotations

from typing import Annotated

import typer

from botspec.cli.reading import RunArgument, as_json, told

command = typer.Typer(
    help="Look into a run's journal.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
)


@command.callback()
def _journal() -> None:
    """Keeps `verify` a word of its own while it is the only one."""


@command.command()
def verify(
    run: RunArgument,
    head: Annotated[str | None, typer.Option("--head", help="A head hash noted before, to see a tail cut off.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Follow the hash chain from the first row to the last. Exit 6 names the first row that does not hold."""
    from botspec.app.find_run import find_run
    from botspec.app.journal import verify_run

    with told():
        verified = verify_run(find_run(run), head)
    seal = verified.seal
    if json:
        typer.echo(as_json(verified))
        return
    typer.echo(f"whole        {verified.journal}")
    typer.echo(f"rows         {seal.rows}")
    typer.echo(f"head         {seal.head}")
    typer.echo(f"determinism  {seal.determinism}")
    typer.echo(f"report.json  {verified.report or 'none beside it'}")
