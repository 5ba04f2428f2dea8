"""`botspec blocks`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated

import typer

from botspec.cli.program import program
from botspec.cli.reading import as_json

if TYPE_CHECKING:
    from botspec.app.blocks import Block, Line, Parameter

WRONG_USE = 2
WIDTH = 100
NOT_YET = "* is checked by this version, which does not run it yet."


def command(
    kind: Annotated[str, typer.Argument(metavar="[KIND]", help="Such as drawdown; all blocks when left out.")] = "",
    json: Annotated[bool, typer.Option("--json", help="One JSON array.")] = False,  # noqa: FBT002
) -> None:
    """List what a spec can be made of, or tell all about one block: parameters, defaults, an example."""
    from botspec.app.blocks import NoSuchBlock, describe, list_blocks

    try:
        found = describe(kind) if kind else ()
    except NoSuchBlock as error:
        hint = f"did you mean {error.close}?" if error.close else f"see all with: {program()} blocks"
        typer.echo(f"there is no block '{kind}'; {hint}", err=True)
        raise typer.Exit(WRONG_USE) from None
    if json:
        typer.echo(as_json(found or list_blocks()))
        return
    typer.echo("\n".join(map(_told, found)) if found else _listed(list_blocks()), nl=False)


def _listed(lines: Sequence[Line]) -> str:
    width = max(len(line.kind) for line in lines)
    parts = [
        f"{family}\n" + "".join(f"  {line.kind:<{width}}{' ' if line.runs else '*'} {line.summary}\n" for line in group)
        for family, group in groupby(lines, key=lambda line: line.family)
    ]
    return "\n".join([*parts, f"{NOT_YET}\n"])


def _told(block: Block) -> str:
    parts = [f"{block.kind} ({block.family})\n\n{block.docs}\n"]
    if not block.runs:
        parts.append(f"{NOT_YET}\n")
    if block.parameters:
        parts.append("".join(line for parameter in block.parameters for line in _parameter(parameter)))
    parts.append("For example:\n\n" + "".join(f"  {line}\n" for line in block.example.splitlines()))
    return "\n".join(parts)


def _parameter(parameter: Parameter) -> list[str]:
    needed = "must be written" if parameter.default is None else ""
    default = f"default {parameter.default}" if parameter.default else ""
    written = f"write {parameter.write}" if parameter.write else ""
    facts = "; ".join(filter(None, (needed, default, written)))
    told = wrap(f"{parameter.meaning}{f' ({facts})' if facts else ''}", WIDTH - 6)
    return [f"  {parameter.key}\n", *(f"      {line}\n" for line in told)]
