"""`botspec validate`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from botspec.app.validate import validate
from botspec.cli.program import program
from botspec.diagnostics.finding import Severity

if TYPE_CHECKING:
    from botspec.app.validate import Validated

INVALID = 2


class OutputFormat(StrEnum):
    """How findings are shown."""

    TEXT = "text"
    ONELINE = "oneline"
    JSON = "json"


def command(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Spec files, or folders of them.")],
    output: Annotated[OutputFormat, typer.Option("--format", help="How findings are shown.")] = OutputFormat.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail too.")] = False,  # noqa: FBT002
) -> None:
    """Say what is wrong with specs, and where. Exit 0 when no finding is an error, 2 otherwise."""
    validated = validate(paths)
    typer.echo(_SHOWN[output](validated), nl=False)
    failed = not validated.valid or (strict and validated.count(Severity.WARNING) > 0)
    raise typer.Exit(INVALID if failed else 0)


def _text(validated: Validated) -> str:
    from botspec.diagnostics.render_text import render

    shown = render(validated.findings, validated.sources)
    return "\n".join(filter(None, (shown, _summary(validated), _next(validated)))) + "\n"


def _oneline(validated: Validated) -> str:
    from botspec.diagnostics.render_text import oneline

    return "".join(f"{oneline(finding)}\n" for finding in validated.findings)


def _json(validated: Validated) -> str:
    from botspec.diagnostics.render_json import render

    return render(validated.findings, len(validated.files))


_SHOWN = {OutputFormat.TEXT: _text, OutputFormat.ONELINE: _oneline, OutputFormat.JSON: _json}


def _summary(validated: Validated) -> str:
    specs = _counted(len(validated.files), "spec")
    counted = [
        _counted(validated.count(severity), word)
        for severity, word in ((Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "note"))
        if validated.count(severity)
    ]
    return f"{specs}: {', '.join(counted) or 'valid'}"


def _next(validated: Validated) -> str:
    if not validated.valid:
        first = next(found for found in validated.findings if found.severity is Severity.ERROR)
        return f"next: {program()} explain {first.code}"
    return f"next: {program()} run {validated.files[0].source.path}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
