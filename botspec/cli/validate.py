"""`botspec validate`."""

from __future__ import annotations

import shlex
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from botspec.app.validate import validate
from botspec.cli.program import program
from botspec.diagnostics.finding import Severity

if TYPE_CHECKING:
    from botspec.app.fix import Change, Fixed
    from botspec.app.validate import Validated

DIFFERENCE, INVALID, REFUSED, UNWRITABLE = 1, 2, 3, 8


class OutputFormat(StrEnum):
    """How findings are shown."""

    TEXT = "text"
    ONELINE = "oneline"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


def command(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Spec files, or folders of them.")],
    output: Annotated[OutputFormat, typer.Option("--format", help="How findings are shown.")] = OutputFormat.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail too.")] = False,  # noqa: FBT002
    fix: Annotated[bool, typer.Option("--fix", help="Put right what can only mean one thing.")] = False,  # noqa: FBT002
    policy: Annotated[Path | None, typer.Option(help="A policy beside those above each spec.")] = None,
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would change, and write nothing.")] = False,  # noqa: FBT002
) -> None:
    """Say what is wrong with specs and policies, and where.

    Exit 0 when no finding is an error, 3 when only the policy refuses, 2 otherwise; --diff: 1 if any.
    """
    validated = _fixed(paths, keep=diff) if fix or diff else validate(paths, policy)
    if diff:
        typer.echo("".join(each.diff for each in validated.fixed), nl=False)
        raise typer.Exit(DIFFERENCE if validated.fixed else 0)
    typer.echo("".join(map(_told, validated.fixed)), nl=False, err=output is not OutputFormat.TEXT)
    typer.echo(_SHOWN[output](validated), nl=False)
    failed = not validated.valid or (strict and validated.count(Severity.WARNING) > 0)
    raise typer.Exit((REFUSED if validated.only_refused else INVALID) if failed else 0)


def _fixed(paths: list[Path], *, keep: bool) -> Validated:
    from botspec.app.validate import fix

    try:
        return fix(paths, keep=keep)
    except OSError as error:
        typer.echo(f"botspec: a fixed spec cannot be written: {error.strerror}", err=True)
        raise typer.Exit(UNWRITABLE) from error


def _told(fixed: Fixed) -> str:
    return f"fixed {fixed.path}\n" + "".join(f"  {_change(change)}\n" for change in fixed.changes) + "\n"


def _change(change: Change) -> str:
    from botspec.diagnostics.visible import visible

    span = change.finding.span
    became = f"'{visible(change.before)}' -> '{visible(change.after)}'" if change.before else "see the file"
    return f"{span.line}:{span.column} {became} [{change.finding.code}]"


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


def _github(validated: Validated) -> str:
    from botspec.diagnostics.render_github import render

    return render(validated.findings)


def _sarif(validated: Validated) -> str:
    from botspec import __version__
    from botspec.app.explain import explain
    from botspec.diagnostics.render_sarif import render

    pages = {finding.code: explain(finding.code) for finding in validated.findings}
    return render(validated.findings, pages, __version__)


_SHOWN = {
    OutputFormat.TEXT: _text,
    OutputFormat.ONELINE: _oneline,
    OutputFormat.JSON: _json,
    OutputFormat.GITHUB: _github,
    OutputFormat.SARIF: _sarif,
}


def _summary(validated: Validated) -> str:
    policies = len(validated.files) - len(_specs(validated))
    files = (_counted(len(_specs(validated)), "spec"), f"{policies} polic{'y' if policies == 1 else 'ies'}")
    kinds = [text for text, number in zip(files, (len(_specs(validated)), policies), strict=True) if number]
    counted = [
        _counted(validated.count(severity), word)
        for severity, word in ((Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "note"))
        if validated.count(severity)
    ]
    return f"{', '.join(kinds)}: {', '.join(counted) or 'valid'}"


def _specs(validated: Validated) -> list[str]:
    """The files that are no policies."""
    from botspec.app.policies import is_policy

    paths = [checked.source.path for checked in validated.files]
    return [path for path in paths if not is_policy(Path(path))]


def _next(validated: Validated) -> str:
    if validated.valid:
        specs = _specs(validated)
        return f"next: {program()} run {shlex.quote(specs[0])}" if specs else ""
    fixable = sorted({found.path for found in validated.findings if found.fix})
    if fixable:
        return f"next: {program()} validate --fix {shlex.join(fixable)}"
    first = next(found for found in validated.findings if found.severity is Severity.ERROR)
    return f"next: {program()} explain {first.code}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
