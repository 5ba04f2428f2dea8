"""`botspec doctor`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from botspec.app.request import RunRequest
from botspec.cli.telling import RUNS, RunsOption
from botspec.domain.modes import Mode

if TYPE_CHECKING:
    from botspec.app.admission import Applicant
    from botspec.app.health import Check
    from botspec.app.run import Reviewed

WRONG_USE = 2
MARKS = {"fine": "ok", "warning": "!", "wrong": "X"}


def command(
    spec: Annotated[
        Path | None, typer.Argument(metavar="[SPEC]", help="The bot to run; else only its account.")
    ] = None,
    account: Annotated[str, typer.Option(help="Account profile, where no spec is given.")] = "main",
    simulator: Annotated[Path | None, typer.Option(help="Ask a running simulator instead of Alpaca paper.")] = None,
    live: Annotated[bool, typer.Option("--live", help="Live spec: past every gate, read the account.")] = False,  # noqa: FBT002
    armed: Annotated[bool, typer.Option("--armed", help="With --live: nobody is here, botspec arm was used.")] = False,  # noqa: FBT002
    runs: RunsOption = RUNS,
    json: Annotated[bool, typer.Option("--json", help="One JSON array.")] = False,  # noqa: FBT002
) -> None:
    """Look at keys, account, clock, disk and data, and say what to do where something is wrong. Sends no order."""
    from botspec.app.doctor import Patient, examine, worst
    from botspec.cli.reading import as_json

    environment = dict(os.environ)
    reviewed = _reviewed(spec, environment, live=live) if spec is not None else None
    bot = reviewed.bot if reviewed is not None else None
    named = bot.account if bot is not None else account
    applicant = None
    if spec is not None and reviewed is not None and simulator is None and reviewed.bot.mode is Mode.LIVE:
        applicant = _applying(reviewed, RunRequest(spec, runs, environment, live=live, armed=armed))
    elif live:
        typer.echo("--live is for a spec that says mode: live, without --simulator", err=True)
        raise typer.Exit(WRONG_USE)
    checks = examine(Patient(named, environment, runs, bot, simulator, applicant))
    if json:
        typer.echo(as_json(checks))
    else:
        width = max(9, *(len(check.name) for check in checks))
        typer.echo("\n".join(line for check in checks for line in _lines(check, width)))
    raise typer.Exit(worst(checks))


def _reviewed(spec: Path, environment: dict[str, str], *, live: bool) -> Reviewed:
    from botspec.app.request import Refused
    from botspec.app.run import SpecInvalid, reviewed_bot

    try:
        return reviewed_bot(RunRequest(spec, RUNS, environment, live=live))
    except (SpecInvalid, Refused):
        typer.echo(f"{spec} cannot be run; look: botspec validate {spec}", err=True)
        raise typer.Exit(WRONG_USE) from None


def _applying(reviewed: Reviewed, request: RunRequest) -> Applicant:
    from botspec.app.folders import folder_by_the_clock
    from botspec.app.live import applying

    return applying(reviewed, request, folder_by_the_clock(reviewed.bot, Mode.LIVE, request.runs))


def _lines(check: Check, width: int) -> list[str]:
    first, *rest = check.found.splitlines()
    room = " " * (width + 5)
    lines = [f"{MARKS[check.state]:>2}  {check.name:<{width}} {first}", *(f"{room}{line}" for line in rest)]
    return [*lines, f"{room}do: {check.do}"] if check.do else lines
