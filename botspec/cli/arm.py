"""`botspec arm`."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from botspec.cli.gating import span, told
from botspec.cli.program import program

if TYPE_CHECKING:
    from botspec.gates.facts import SourceFacts


def command(
    spec: Annotated[
        Path, typer.Argument(metavar="SPEC", help="The approved spec, or bundle, that may start by itself.")
    ],
    valid_for: Annotated[
        str | None, typer.Option(help="How long: 12h, 30d, 2w; as long as the lock by default.")
    ] = None,
    off: Annotated[bool, typer.Option("--off", help="Take it back.")] = False,  # noqa: FBT002
) -> None:
    """Let an approved bot start by itself on this machine. Asks at the terminal; exit 3 when a gate is shut."""
    lasts = span(valid_for)
    with told():
        if off:
            _disarm(spec)
        else:
            _arm(spec, lasts)


def _arm(spec: Path, lasts: timedelta | None) -> None:
    from botspec.adapters.system.terminal import ask
    from botspec.app.arm import arm

    named, source = _opened(spec)
    done = arm(named, dict(os.environ), ask, lasts, source)
    typer.echo(f"wrote {done.path}")
    typer.echo(
        f"  armed by {done.record.operator} until {done.record.expires_at:%Y-%m-%d %H:%M} UTC, this machine only"
    )
    typer.echo(f"next: {program()} run {spec} --live --armed")


def _opened(spec: Path) -> tuple[Path, SourceFacts | None]:
    """The spec in a bundle, or the spec as it was named."""
    from botspec.app.bundle import is_bundle, opened
    from botspec.app.request import Refused

    if not is_bundle(spec):
        return spec, None
    try:
        return opened(spec, dict(os.environ))
    except Refused as error:
        typer.echo(f"botspec: {error}", err=True)
        raise typer.Exit(error.exit_code) from error


def _disarm(spec: Path) -> None:
    from botspec.app.arm import disarm

    path = disarm(_opened(spec)[0], dict(os.environ))
    typer.echo(f"removed {path}" if path else "nothing was armed")
