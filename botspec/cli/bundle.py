"""`botspec bundle`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from botspec.cli.gating import REFUSED, told
from botspec.cli.program import program


def command(
    spec: Annotated[Path, typer.Argument(metavar="SPEC", help="The approved spec.")],
    sign: Annotated[Path, typer.Option(metavar="KEY", help="SSH key to sign with, through ssh-keygen.")],
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to; NAME.bundle when left out.")] = None,
    signer: Annotated[str | None, typer.Option(help="Who signs, as allowed_signers has it; the user of git.")] = None,
) -> None:
    """Pack spec, lock, policy and plug-ins of a clean commit into one signed file, for machines without git."""
    from botspec.app.bundle import NotBundled, bundle

    target = out or Path(f"{spec.stem}.bundle")
    with told():
        try:
            made = bundle(spec, target, sign, signer)
        except NotBundled as error:
            typer.echo(f"botspec: {error}", err=True)
            raise typer.Exit(REFUSED) from error
    typer.echo(f"wrote {target}")
    typer.echo(f"  commit {made.commit[:12]} ({made.branch}), signed by {made.signer}")
    for name in made.files:
        typer.echo(f"  {name}")
    typer.echo(f"next: copy it, then there: {program()} arm {target}; {program()} run {target} --live --armed")
