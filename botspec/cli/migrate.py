"""`botspec migrate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from botspec.cli.rewriting import WriteOption, refusals, show


def command(
    spec: Annotated[Path, typer.Argument(metavar="SPEC", help="The spec to change.")],
    write: WriteOption = False,  # noqa: FBT002
) -> None:
    """Bring a spec to the newest version of the language, keeping its comments."""
    from botspec.app.migrate import migrate

    with refusals():
        done = migrate(spec)
        if done.written_in == done.newest:
            typer.echo(f"{spec} is in version {done.newest}, the newest there is: nothing to do")
            return
        show(done.result, write=write)
