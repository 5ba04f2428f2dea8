"""`botspec explain`."""

from __future__ import annotations

from typing import Annotated

import typer

from botspec.app.explain import NoSuchCode, explain, list_codes
from botspec.cli.program import program

WRONG_USE = 2


def command(
    code: Annotated[str, typer.Argument(metavar="[CODE]", help="Such as BS101; all codes when left out.")] = "",
) -> None:
    """Explain a finding by its code: what it means, a wrong spec, what is said about it, and the right spec."""
    try:
        typer.echo(explain(code) if code else list_codes(), nl=False)
    except NoSuchCode as error:
        hint = f"did you mean {error.close}?" if error.close else f"see all with: {program()} explain"
        typer.echo(f"there is no finding '{code}'; {hint}", err=True)
        raise typer.Exit(WRONG_USE) from None
