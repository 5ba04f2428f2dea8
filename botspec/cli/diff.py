"""`botspec diff`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from botspec.cli.trying import Asked, as_data, as_markdown, as_text

if TYPE_CHECKING:
    from botspec.gitops.compare import Comparison

SAME, DIFFERENT, WRONG, REFUSED = 0, 1, 2, 3


class OutputFormat(StrEnum):
    """How changes are shown."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    GITHUB = "github"
    SARIF = "sarif"


class Worst(StrEnum):
    """Categories, the worst first; the same words as `gitops.category.Category`."""

    GOES_LIVE = "goes-live"
    POLICY_LOOSENED = "policy-loosened"
    RUNTIME_CHANGED = "runtime-changed"
    RISK_LOOSENED = "risk-loosened"
    CAPITAL_WIDENED = "capital-widened"
    BEHAVIOUR = "behaviour"
    RISK_TIGHTENED = "risk-tightened"
    COSMETIC = "cosmetic"


def command(  # noqa: PLR0913, PLR0917  (one parameter an option)
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[OLD NEW | PATHS...]", help="Two files or folders; or what to look at."),
    ] = None,
    base: Annotated[str | None, typer.Option(metavar="REF", help="Compare with this commit or branch of git.")] = None,
    output: Annotated[OutputFormat, typer.Option("--format", help="How changes are shown.")] = OutputFormat.TEXT,
    fail_on: Annotated[
        Worst | None, typer.Option("--fail-on", help="Exit 3 for this category or a worse one, or a refusal by policy.")
    ] = None,
    behaviour: Annotated[bool, typer.Option("--behaviour", help="Back-test both versions over the same bars.")] = False,  # noqa: FBT002
    runs: Annotated[
        str | None, typer.Option(metavar="last:N", help="Back-test both over the bars of the bot's last N runs.")
    ] = None,
    runs_folder: Annotated[Path, typer.Option(help="Where run folders are kept.")] = Path("runs"),
    bars: Annotated[
        str | None, typer.Option(help="Bars to back-test over: sample, or a folder; the spec's own when left out.")
    ] = None,
    chart: Annotated[
        Path | None, typer.Option(metavar="FILE.svg", help="Draw the equity of both versions into this file.")
    ] = None,
) -> None:
    """Say what changed in specs, the worst first, judged under the policy of the first side.

    Exit 0 for no change, 1 for changes, 2 when the new side is not valid, 3 by --fail-on.
    """
    found = _compared(paths or [], base)
    asked = Asked(behaviour or runs is not None or chart is not None, runs, runs_folder, bars, chart)
    typer.echo(_shown(found, output, asked), nl=False)
    raise typer.Exit(_exit_code(found, fail_on))


def _compared(paths: list[Path], base: str | None) -> Comparison:
    from botspec.app.diff import NoSuchState, diff_base, diff_paths

    try:
        if base is not None:
            return diff_base(base, paths)
        if len(paths) == 2:  # noqa: PLR2004  the old and the new
            return diff_paths(*paths)
    except NoSuchState as error:
        typer.echo(f"botspec: {error}", err=True)
        raise typer.Exit(WRONG) from error
    typer.echo("botspec: write botspec diff OLD NEW, or botspec diff --base REF [PATHS]", err=True)
    raise typer.Exit(WRONG)


def _exit_code(found: Comparison, fail_on: Worst | None) -> int:
    from botspec.gitops.category import Category

    if found.invalid:
        return WRONG
    worst = found.worst
    if fail_on is not None and (not found.allowed or (worst is not None and worst.reaches(Category(fail_on)))):
        return REFUSED
    return SAME if worst is None and not found.specs else DIFFERENT


def _shown(found: Comparison, output: OutputFormat, asked: Asked) -> str:
    match output:
        case OutputFormat.TEXT:
            from botspec.gitops.render_text import render as text

            return text(found, as_text(found, asked))
        case OutputFormat.JSON:
            from botspec.gitops.render_json import render as as_json

            return as_json(found, as_data(found, asked))
        case OutputFormat.MARKDOWN:
            from botspec.gitops.render_markdown import render as markdown

            return markdown(found, as_markdown(found, asked))
        case OutputFormat.GITHUB | OutputFormat.SARIF:
            return _annotations(found, output)


def _annotations(found: Comparison, output: OutputFormat) -> str:
    from botspec import __version__
    from botspec.app.explain import explain
    from botspec.diagnostics.render_github import render as github
    from botspec.diagnostics.render_sarif import render as sarif
    from botspec.gitops.render_findings import findings

    told = findings(found)
    if output is OutputFormat.GITHUB:
        return github(told)
    return sarif(told, {each.code: explain(each.code) for each in told}, __version__)
