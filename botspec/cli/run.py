"""`botspec run`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from botspec.app.request import RunRequest
from botspec.cli.program import program
from botspec.domain.modes import Mode

RUNS = Path("runs")


def command(  # noqa: PLR0913, PLR0917  (one parameter an option)
    spec: Annotated[Path, typer.Argument(metavar="SPEC", help="The spec, or bundle, to run.")],
    mode: Annotated[Mode | None, typer.Option(help="Run in a lower mode than the spec's.")] = None,
    live: Annotated[bool, typer.Option("--live", help="Trade with real money, once every gate is passed.")] = False,  # noqa: FBT002
    armed: Annotated[bool, typer.Option("--armed", help="With --live: nobody is here, botspec arm was used.")] = False,  # noqa: FBT002
    symbols: Annotated[str | None, typer.Option(help="Only these of the spec's symbols, separated by commas.")] = None,
    tighten: Annotated[list[str] | None, typer.Option(help="A stricter limit or guard: daily_loss=1%.")] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="Stop after this many bars.")] = None,
    until: Annotated[
        str | None, typer.Option(help="By the clock only: `close`, `flat` (close everything, then end) or a last day.")
    ] = None,
    poll: Annotated[bool, typer.Option("--poll", help="By the clock: ask only, open no streams.")] = False,  # noqa: FBT002
    new: Annotated[bool, typer.Option("--new", help="Start over instead of going on with an unfinished run.")] = False,  # noqa: FBT002
    runs: Annotated[Path, typer.Option(help="Where run folders are kept.")] = RUNS,
    simulator: Annotated[
        Path | None,
        typer.Option(help="A running simulator instead of Alpaca, for a rehearsal; a file with its --json line."),
    ] = None,
    chaos: Annotated[
        str | None, typer.Option(help="Simulate only: faults on purpose, from a seed such as 42 or network:42.")
    ] = None,
    policy: Annotated[Path | None, typer.Option(help="A policy beside those above the spec.")] = None,
    plan: Annotated[Path | None, typer.Option(help="Start as this plan of botspec plan says, or not at all.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output.")] = False,  # noqa: FBT002
    fast_forward: Annotated[bool, typer.Option(hidden=True)] = True,  # noqa: FBT002
) -> None:
    """Run a bot in the mode its spec says, and report."""
    from botspec.cli.running import carry_out

    request = RunRequest(
        spec=spec,
        runs=runs,
        environment=dict(os.environ),
        mode=mode,
        live=live,
        armed=armed,
        symbols=None if symbols is None else tuple(word for word in symbols.replace(" ", "").split(",") if word),
        tighten=tuple(tighten or ()),
        steps=steps,
        until=_until(until),
        streams=not poll,
        fresh=new,
        fast_forward=fast_forward,
        simulator=simulator,
        chaos=chaos,
        policy=policy,
        plan=plan,
        arguments=tuple(sys.argv[1:]),
    )
    raise typer.Exit(carry_out(request, as_json=as_json, program=program()))


def _until(word: str | None) -> str | None:
    from datetime import date

    if word in {None, "close", "flat"}:
        return word
    try:
        return date.fromisoformat(str(word)).isoformat()
    except ValueError:
        raise typer.BadParameter(
            f"{word} is neither close, flat nor a day such as 2026-11-30", param_hint="--until"
        ) from None
