"""What the commands around the live gates share: spans of time, refusals told gate by gate."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from botspec.gates.gate import Gate

WRONG_USE, REFUSED, UNWRITABLE = 2, 3, 8
_SPAN = re.compile(r"([1-9][0-9]{0,3})([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def span(text: str | None) -> timedelta | None:
    """`12h`, `30d` or `2w`."""
    if text is None:
        return None
    found = _SPAN.fullmatch(text)
    if found is None:
        raise typer.BadParameter(f"{text!r} is no span of time: write 12h, 30d or 2w")
    return int(found[1]) * _UNITS[found[2]]


@contextmanager
def told() -> Iterator[None]:
    """Why nothing was done, on standard error: 2 for a spec with errors or wrong use, 3 for gates, 8 for the disk."""
    from botspec.app.approve import NotApproved
    from botspec.app.arm import NotArmed
    from botspec.app.rewriting import SpecUnreadable
    from botspec.diagnostics.render_text import render

    try:
        yield
    except SpecUnreadable as error:
        typer.echo(render(error.checked.findings, {error.checked.source.path: error.checked.source}), err=True)
        raise typer.Exit(WRONG_USE) from error
    except (NotApproved, NotArmed) as error:
        typer.echo(f"botspec: {error}{listed(error.gates)}", err=True)
        raise typer.Exit(REFUSED if error.gates or isinstance(error, NotArmed) else WRONG_USE) from error
    except OSError as error:
        typer.echo(f"botspec: {error.filename or 'a file'} cannot be written: {error.strerror}", err=True)
        raise typer.Exit(UNWRITABLE) from error


def listed(gates: Sequence[Gate]) -> str:
    """Each gate on a line of its own, below what was said; what a missing lock shuts as well is not said again."""
    from botspec.gates.papers import NO_LOCK

    return "".join(f"\n{gate}" for gate in gates if gate.found != NO_LOCK)
