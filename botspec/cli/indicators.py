"""`botspec indicators`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from botspec.cli.program import program
from botspec.cli.reading import as_json

if TYPE_CHECKING:
    from botspec.app.indicators import Described

WRONG_USE = 2


def command(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Such as rsi; all when left out.")] = "",
    json: Annotated[bool, typer.Option("--json", help="One JSON array.")] = False,  # noqa: FBT002
) -> None:
    """List the indicators and functions of rules, or tell all about one: formula, history, an example."""
    from botspec.app.indicators import NoSuchIndicator, describe, list_indicators

    try:
        found = (describe(name),) if name else list_indicators()
    except NoSuchIndicator as error:
        hint = f"did you mean {error.close}?" if error.close else f"see all with: {program()} indicators"
        typer.echo(f"there is no indicator '{name}'; {hint}", err=True)
        raise typer.Exit(WRONG_USE) from None
    if json:
        typer.echo(as_json(found))
    else:
        typer.echo(_told(found[0]) if name else _listed(found), nl=False)


def _listed(found: tuple[Described, ...]) -> str:
    from botspec.app.indicators import series

    width = max(len(each.call) for each in found)
    lines = "".join(f"  {each.call:<{width}}  {each.summary}\n" for each in found)
    return f"series: {' '.join(series())}\n\n{lines}"


def _told(each: Described) -> str:
    facts = (
        ("is", each.formula),
        ("example", each.example),
        ("first value", f"after {each.lookback} bars in the example"),
        ("trusted", f"after {each.warmup} bars: what lies before them weighs less than 0.0001"),
    )
    return f"{each.call}\n\n{each.summary}\n\n" + "".join(f"  {what:<11}  {told}\n" for what, told in facts)
