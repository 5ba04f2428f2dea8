"""What the commands that change a spec in place share: the diff, what is still missing, and writing only when asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from botspec.cli.program import program

if TYPE_CHECKING:
    from botspec.app.rewriting import Rewriting
    from botspec.compiler.check import Checked

INVALID, UNWRITABLE = 2, 8

WriteOption = Annotated[bool, typer.Option("--write/--dry-run", help="Write it, or only show what would change.")]


@contextmanager
def refusals() -> Iterator[None]:
    """Why nothing was changed, on standard error, and exit 2; 8 when the file cannot be written."""
    from botspec.adapters.system.git import NotInGit
    from botspec.app.rewriting import NotRewritten, SpecUnreadable

    try:
        yield
    except SpecUnreadable as error:
        typer.echo(_findings(error.checked), err=True)
        raise typer.Exit(INVALID) from error
    except (NotRewritten, NotInGit) as error:
        typer.echo(f"botspec: {error}", err=True)
        raise typer.Exit(INVALID) from error
    except BrokenPipeError:  # who reads has seen enough
        raise
    except OSError as error:
        typer.echo(f"botspec: the spec cannot be written: {error.strerror}", err=True)
        raise typer.Exit(UNWRITABLE) from error


def show(result: Rewriting, *, write: bool, refused: bool = False) -> None:
    """The diff and what the result still lacks; writes it when asked, unless `refused` or with errors (exit 2)."""
    if not result.changed:
        typer.echo(f"{result.path}: nothing to change")
    typer.echo(result.diff, nl=False)
    if result.checked.findings:
        typer.echo(f"\nthen still to do:\n\n{_findings(result.checked)}")
    if not result.valid:
        typer.echo("nothing was written: a spec is never left with errors")
        raise typer.Exit(INVALID)
    if not result.changed:
        return
    if refused:
        typer.echo("\nnothing was written")
    elif write:
        result.write()
        typer.echo(f"\nwrote {result.path}\nnext: {program()} show {result.path}")
    else:
        typer.echo("\nnothing was written; add --write to do it")


def _findings(checked: Checked) -> str:
    from botspec.diagnostics.render_text import render

    return render(checked.findings, {checked.source.path: checked.source})
