"""`botspec eject`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from botspec.cli.rewriting import WriteOption, refusals, show


def command(
    spec: Annotated[Path, typer.Argument(metavar="SPEC", help="The spec to change.")],
    write: WriteOption = False,  # noqa: FBT002
) -> None:
    """Write a library strategy out as rules in the spec: the same bot, open to change. Comments are kept."""
    from botspec.app.eject import eject

    with refusals():
        show(eject(spec), write=write)
