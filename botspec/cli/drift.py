"""`botspec drift`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from botspec.cli.reading import as_json, told
from botspec.cli.rewriting import refusals

if TYPE_CHECKING:
    from botspec.app.drift import Drift

SAME, DRIFTED, UNKNOWN = 0, 1, 2


def command(
    spec: Annotated[Path, typer.Argument(metavar="SPEC", help="The bot's spec.")],
    ref: Annotated[str | None, typer.Option(help="What was reviewed: a commit or branch; the policy's branch.")] = None,
    runs: Annotated[Path, typer.Option(help="Where run folders are kept.")] = Path("runs"),
    simulator: Annotated[
        Path | None, typer.Option(help="Of a rehearsal: the file with the simulator's address.")
    ] = None,
    account: Annotated[bool, typer.Option("--account/--no-account", help="Whether to ask the broker.")] = True,  # noqa: FBT002
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,  # noqa: FBT002
) -> None:
    """Compare what runs with what was reviewed: spec, positions, orders, account settings.

    Exit 0 when nothing differs, 1 when something does, 2 when something could not be looked at.
    """
    from botspec.app.drift import NothingRuns, Question, drift

    asked = Question(spec, runs, ref, dict(os.environ), simulator, account)
    with told(), refusals():
        try:
            found = drift(asked)
        except NothingRuns as error:
            typer.echo(f"botspec: {error}", err=True)
            raise typer.Exit(UNKNOWN) from error
    typer.echo(as_json(found) if json else _text(found))
    raise typer.Exit(DRIFTED if found.differences else UNKNOWN if found.unseen else SAME)


def _text(found: Drift) -> str:
    lines = [f"{found.bot}: {found.run} against {found.reference}"]
    for each in found.differences:
        lines += [f"  {each.what}: {each.found}", f"    reviewed: {each.wanted}", f"    do: {each.to_do}"]
    lines += [f"  not looked at: {each}" for each in found.unseen]
    if not found.differences and not found.unseen:
        lines.append("  nothing differs")
    return "\n".join(lines)
