"""`botspec doctor`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from botspec.cli.telling import RUNS, RunsOption

if TYPE_CHECKING:
    from botspec.app.doctor import Check
    from botspec.pipeline import Pipeline

WRONG_USE = 2
MARKS = {"fine": "ok", "warning": "!", "wrong": "X"}


def command(
    spec: Annotated[
        Path | None, typer.Argument(metavar="[SPEC]", help="The bot to run; else only its account.")
    ] = None,
    account: Annotated[str, typer.Option(help="Account profile, where no spec is given.")] = "main",
    simulator: Annotated[Path | None, typer.Option(help="Ask a running simulator instead of Alpaca paper.")] = None,
    runs: RunsOption = RUNS,
    json: Annotated[bool, typer.Option("--json", help="One JSON array.")] = False,  # noqa: FBT002
) -> None:
    """Look at keys, account, clock, disk and data, and say what to do where something is wrong. Sends no order."""
    from botspec.app.doctor import Patient, examine, worst
    from botspec.cli.reading import as_json

    bot = _compiled(spec) if spec is not None else None
    named = bot.account if bot is not None else account
    checks = examine(Patient(named, dict(os.environ), runs, bot, simulator))
    if json:
        typer.echo(as_json(checks))
    else:
        typer.echo("\n".join(line for check in checks for line in _lines(check)))
    raise typer.Exit(worst(checks))


def _compiled(spec: Path) -> Pipeline:
    from botspec.app.reviewed_spec import reviewed_spec
    from botspec.app.rewriting import SpecUnreadable
    from botspec.compiler.compile import NotRun, compile_spec

    try:
        return compile_spec(reviewed_spec(spec)[1], spec.parent)
    except (SpecUnreadable, NotRun):
        typer.echo(f"{spec} cannot be run; look: botspec validate {spec}", err=True)
        raise typer.Exit(WRONG_USE) from None


def _lines(check: Check) -> list[str]:
    first, *rest = check.found.splitlines()
    lines = [f"{MARKS[check.state]:>2}  {check.name:<9} {first}", *(f"              {line}" for line in rest)]
    return [*lines, f"              do: {check.do}"] if check.do else lines
