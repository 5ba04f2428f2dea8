"""`botspec promote`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from botspec.cli.rewriting import WriteOption, refusals, show
from botspec.spec.words import Source


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
    write: WriteOption = False,  # noqa: FBT002
) -> None:
    """Raise (or lower) what a spec may do, keeping its comments, and say what is still missing (exit 2)."""
    from botspec.app.promote import Wish, promote
    from botspec.domain.modes import Mode

    with refusals():
        show(promote(spec, Wish(Mode(to.value), source, account, capital)), write=write)
