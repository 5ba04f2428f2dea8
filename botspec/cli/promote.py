"""`botspec promote`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from botspec.cli.rewriting import WriteOption, refusals, show
from botspec.spec.words import Source

REFUSED = 3


class Target(StrEnum):
    """Modes a spec is promoted to."""

    BACKTEST = "backtest"
    SIMULATE = "simulate"
    PAPER = "paper"
    LIVE = "live"


def command(
    spec: Annotated[Path, typer.Argument(metavar="SPEC", help="The spec to change.")],
    to: Annotated[Target, typer.Option(help="The most it may then do.")],
    source: Annotated[Source | None, typer.Option(help="Where its bars come from then.")] = None,
    account: Annotated[str | None, typer.Option(help="Profile whose keys it uses.")] = None,
    capital: Annotated[str | None, typer.Option(help="What it may call its own, such as '25000 USD'.")] = None,
    runs: Annotated[Path, typer.Option(help="Where the runs are that count as evidence.")] = Path("runs"),
    write: WriteOption = False,  # noqa: FBT002
) -> None:
    """Raise (or lower) what a spec may do, keeping its comments, and say what is still missing.

    Exit 2 when the result has errors, 3 when the policy does not allow it or asks for evidence that is not there.
    """
    from botspec.app.promote import Wish, promote
    from botspec.app.promotion import missing_evidence, refused_by_policy
    from botspec.domain.modes import Mode

    with refusals():
        result = promote(spec, Wish(Mode(to.value), source, account, capital))
        missing = missing_evidence(result, Mode(to.value), runs)
        refused, texts = refused_by_policy(result)
        show(result, write=write, refused=bool(missing or refused))
    if refused:
        from botspec.diagnostics.render_text import render

        typer.echo(f"\nthe policy does not allow it:\n\n{render(refused, texts)}", nl=False)
    if missing:
        what = "trade real money" if to is Target.LIVE else "trade on paper"
        typer.echo(f"\nthe policy asks to have seen more of this bot before it may {what}:")
        typer.echo("".join(f"  missing: {each}\n" for each in missing), nl=False)
    if refused or missing:
        raise typer.Exit(REFUSED)
