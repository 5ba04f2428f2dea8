"""`botspec indicators`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated

import typer

from botspec.cli.program import program
from botspec.cli.reading import as_json

if TYPE_CHECKING:
    from botspec.expressions.listing import Entry

WRONG_USE = 2
WIDTH, CALL = 100, 40
_TITLES = {
    "indicator": "indicators",
    "function": "functions",
    "talib": "the rest of TA-Lib",
    "pattern": "candlestick patterns",
}


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


def _listed(found: Sequence[Entry]) -> str:
    from botspec.app.indicators import series

    parts = [f"series\n  {' '.join(series())}\n"]
    for group, entries in groupby(found, key=lambda entry: entry.group.value):
        parts.append(f"{_TITLES[group]}\n" + "".join(map(_line, entries)))
    return "\n".join(parts)


def _line(entry: Entry) -> str:
    """A long call has a line of its own."""
    call = entry.signature if len(entry.signature) <= CALL else f"{entry.signature}\n  {'':<{CALL}}"
    return f"  {call:<{CALL}}  {entry.summary}\n"


def _told(entry: Entry) -> str:
    facts = (
        ("values", " ".join(f".{output}" for output in entry.outputs)),
        ("is", entry.formula),
        ("note", entry.note),
        ("bounds", entry.bounds),
        ("example", entry.example),
        ("history", _history(entry)),
    )
    lines = [line for what, told in facts if told for line in _fact(what, told)]
    return f"{entry.signature}\n\n{entry.summary}\n\n" + "".join(f"{line}\n" for line in lines)


def _fact(what: str, told: str) -> list[str]:
    return [f"  {what if number == 0 else '':<8} {line}" for number, line in enumerate(wrap(told, WIDTH - 11))]


def _history(entry: Entry) -> str:
    if entry.lookback is None:
        return "that of its arguments"
    shown = f" (with {entry.settings})" if entry.settings else ""
    return f"first value after {entry.lookback} bars, trusted after {entry.warmup}{shown}"
