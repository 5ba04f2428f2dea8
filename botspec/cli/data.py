"""`botspec data`: the history that is kept on this machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from botspec.cli.program import program
from botspec.cli.reading import as_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from botspec.app.cache import Kept, Which

command = typer.Typer(
    help="History from Alpaca that is kept on this machine.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
)
_SHORT = 12

Json = Annotated[bool, typer.Option("--json", help="One JSON array.")]
Symbols = Annotated[str | None, typer.Option(help="Only these symbols, separated by commas.")]
Feed = Annotated[str | None, typer.Option(help="Only this feed: iex or sip.")]
Timeframe = Annotated[str | None, typer.Option(help="Only bars of this width.")]


@command.command()
def status(symbols: Symbols = None, feed: Feed = None, timeframe: Timeframe = None, json: Json = False) -> None:  # noqa: FBT002
    """List what is kept: which days are complete, how many bars, and the fingerprint."""
    from botspec.adapters.system.cache import cache_root
    from botspec.app.cache import kept

    found = kept(os.environ, _which(symbols, feed, timeframe))
    if json:
        typer.echo(as_json(found))
        return
    where = cache_root(os.environ)
    if not found:
        typer.echo(f"nothing is kept in {where}")
        return
    typer.echo(_table(found))
    typer.echo(f"\n{len(found)} files, {sum(each.bytes for each in found):,} bytes in {where}")


@command.command()
def fetch(
    spec: Annotated[Path, typer.Argument(metavar="SPEC", help="The spec whose back-test needs history.")],
    simulator: Annotated[
        Path | None, typer.Option(help="Ask a running simulator instead of Alpaca; a file with its --json line.")
    ] = None,
    json: Json = False,  # noqa: FBT002
) -> None:
    """Ask Alpaca for the history that a back-test of a spec needs and that is not kept yet."""
    from botspec.app.fetch import fetch as fetched
    from botspec.app.request import RunRequest
    from botspec.cli.running import trouble

    request = RunRequest(spec=spec, runs=Path("runs"), environment=dict(os.environ), simulator=simulator)
    with trouble(request, program()):
        found = fetched(request)
    if json:
        typer.echo(as_json(found))
        return
    for each in found:
        typer.echo(f"{each.symbol:<8} {each.first} to {each.last}  {each.bars:>9,} bars  {each.actions:>4} actions")


@command.command()
def clear(symbols: Symbols = None, feed: Feed = None, timeframe: Timeframe = None, json: Json = False) -> None:  # noqa: FBT002
    """Remove what is kept. The next run asks again for what it needs."""
    from botspec.app.cache import clear as cleared

    gone = cleared(os.environ, _which(symbols, feed, timeframe))
    if json:
        typer.echo(as_json(gone))
        return
    typer.echo(f"removed {len(gone)} files, {sum(each.bytes for each in gone):,} bytes")


def _which(symbols: str | None, feed: str | None, timeframe: str | None) -> Which:
    from botspec.app.cache import Which

    named = None if symbols is None else tuple(word for word in symbols.replace(" ", "").split(",") if word)
    return Which(named, feed, timeframe)


def _table(found: Sequence[Kept]) -> str:
    head = ("SOURCE", "FEED", "WIDTH", "SYMBOL", "FROM", "TO", "BARS", "FINGERPRINT")
    rows = [head, *(_cells(each) for each in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _cells(each: Kept) -> tuple[str, ...]:
    days = (str(each.first or "-"), str(each.last or "-"))
    told = "damaged: asked for again" if each.fingerprint is None else each.fingerprint[:_SHORT]
    return each.source, each.feed, each.timeframe, each.symbol, *days, f"{each.bars:,}", told
