"""`botspec schema`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Schema(StrEnum):
    """Which schema."""

    SPEC = "spec"
    POLICY = "policy"
    DIAGNOSTICS = "diagnostics"


def command(
    which: Annotated[
        Schema, typer.Argument(help="Of the spec, of a policy, or of what `validate --format json` prints.")
    ] = Schema.SPEC,
) -> None:
    """Print the JSON Schema of the spec language, for editors and other tools."""
    from botspec.compiler.schema import diagnostics_schema, spec_schema, written

    if which is Schema.POLICY:
        from botspec.gitops.policy_schema import policy_schema

        typer.echo(written(policy_schema()), nl=False)
        return
    typer.echo(written(spec_schema() if which is Schema.SPEC else diagnostics_schema()), nl=False)
