"""`botspec plan`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from botspec.app.request import RunRequest
from botspec.cli.program import program
from botspec.domain.modes import Mode

RUNS = Path("runs")
NOTHING, ACTIONS, WRONG, UNWRITABLE = 0, 1, 2, 8


def command(  # noqa: PLR0913, PLR0917  (one parameter an option)
    spec: Annotated[Path, typer.Argument(metavar="SPEC", help="The spec to start.")],
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Save the plan, for botspec run --plan.")] = None,
    mode: Annotated[Mode | None, typer.Option(help="Plan a lower mode than the spec's.")] = None,
    live: Annotated[bool, typer.Option("--live", help="Of a live account: through every gate, to look only.")] = False,  # noqa: FBT002
    armed: Annotated[bool, typer.Option("--armed", help="With --live: nobody is here, botspec arm was used.")] = False,  # noqa: FBT002
    runs: Annotated[Path, typer.Option(help="Where run folders are kept.")] = RUNS,
    simulator: Annotated[
        Path | None,
        typer.Option(help="Paper only: the account of a running simulator; a file with its --json line."),
    ] = None,
    policy: Annotated[Path | None, typer.Option(help="A policy beside those above the spec.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,  # noqa: FBT002
) -> None:
    """Say what starting a spec now would do to its account; nothing is sent.

    Exit 0 when there is nothing to do, 1 when there is, 2 when the start would be refused; else as botspec run.
    """
    from botspec.app.plan import make_plan
    from botspec.cli.running import trouble

    environment = dict(os.environ)
    request = RunRequest(spec, runs, environment, mode=mode, live=live, armed=armed, simulator=simulator, policy=policy)
    with trouble(request, program()):
        plan = make_plan(request)
    from botspec.gitops.render_plan import render
    from botspec.gitops.start_plan import written

    if out is not None:
        _save(out, written(plan))
    typer.echo(written(plan) if as_json else render(plan), nl=False)
    raise typer.Exit(WRONG if plan.refused else ACTIONS if plan.acts else NOTHING)


def _save(path: Path, text: str) -> None:
    from botspec.adapters.system.files import write_private

    try:
        write_private(path, text)
    except OSError as error:
        typer.echo(f"botspec: {path} cannot be written: {error.strerror}", err=True)
        raise typer.Exit(UNWRITABLE) from error
