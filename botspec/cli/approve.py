"""`botspec approve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from botspec.cli.gating import span, told
from botspec.cli.program import program


def command(
    spec: Annotated[Path, typer.Argument(metavar="SPEC", help="The spec, of mode live, to approve.")],
    account: Annotated[str, typer.Option(help="The account's number; the lock shows its last four.")],
    approver: Annotated[str | None, typer.Option(help="Who approves; the user of git when left out.")] = None,
    valid_for: Annotated[
        str | None, typer.Option(help="How long: 12h, 30d, 2w; the policy's most when left out.")
    ] = None,
    sign: Annotated[
        Path | None, typer.Option(metavar="KEY", help="Sign with this SSH key, through ssh-keygen.")
    ] = None,
    runs: Annotated[Path, typer.Option(help="Where the runs are that count as evidence.")] = Path("runs"),
) -> None:
    """Write the lock that lets exactly this spec trade real money, and say what it is based on. Exit 3 if refused."""
    from botspec.app.approve import Wish, approve

    lasts = span(valid_for)
    with told():
        done = approve(spec, Wish(account, approver, lasts, sign, runs))
    lock = done.lock
    typer.echo(f"wrote {done.path}")
    typer.echo(f"  spec      {lock.digest[:12]} ({lock.mode}), limits {lock.limits[:12]}")
    typer.echo(f"  account   '{lock.account.profile}', {lock.account.number}")
    typer.echo(f"  approver  {lock.approver}{', signed' if lock.signature else ', not signed'}")
    typer.echo(f"  until     {lock.expires_at:%Y-%m-%d %H:%M} UTC")
    for run in lock.evidence:
        typer.echo(f"  evidence  {run.mode} {run.run}: {run.sessions} sessions, {run.trades} trades")
    typer.echo(f"next: commit it, have it reviewed, then at a terminal: {program()} run {spec} --live")
