"""`botspec schema`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

CHANGED, UNWRITABLE = 1, 8


class Schema(StrEnum):
    """Which schema."""

    SPEC = "spec"
    POLICY = "policy"
    DIAGNOSTICS = "diagnostics"


def command(
    which: Annotated[
        Schema, typer.Argument(help="Of the spec, of a policy, or of what `validate --format json` prints.")
    ] = Schema.SPEC,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep this file current instead of printing.")
    ] = None,
) -> None:
    """Print the JSON Schema of the spec language, for editors and other tools. With --out: exit 1 if FILE changed."""
    text = _text(which)
    if out is None:
        typer.echo(text, nl=False)
    elif not out.is_file() or out.read_text(encoding="utf-8") != text:
        _write(out, text)
        typer.echo(f"wrote {out}")
        raise typer.Exit(CHANGED)


def _text(which: Schema) -> str:
    from botspec.compiler.schema import diagnostics_schema, spec_schema, written

    if which is Schema.POLICY:
        from botspec.gitops.policy_schema import policy_schema

        return written(policy_schema())
    return written(spec_schema() if which is Schema.SPEC else diagnostics_schema())


def _write(out: Path, text: str) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        typer.echo(f"botspec: {out} cannot be written: {error.strerror}", err=True)
        raise typer.Exit(UNWRITABLE) from error
