"""What the commands that read journals share: the RUN argument, and exit codes told in one line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import PurePath
from typing import Annotated, Any

import typer

from botspec.diagnostics.visible import visible
from botspec.ports.journal import JournalDamaged, JournalUnwritable

WRONG_USE, DAMAGED, UNAVAILABLE = 2, 6, 8

RunArgument = Annotated[
    str, typer.Argument(metavar="RUN", help="A run folder, a journal, a name under runs/, a bot's id, or last.")
]


@contextmanager
def told() -> Iterator[None]:
    """Trouble with a run as one line on standard error and its exit code."""
    from botspec.app.find_run import NoSuchRun

    try:
        yield
    except NoSuchRun as error:
        raise _leave(error, WRONG_USE) from error
    except JournalDamaged as error:
        raise _leave(error, DAMAGED) from error
    except JournalUnwritable as error:
        raise _leave(error, UNAVAILABLE) from error


def _leave(error: Exception, code: int) -> typer.Exit:
    words = f"the journal is damaged: {error}" if code == DAMAGED else str(error)
    typer.echo(f"botspec: {visible(words)}", err=True)
    return typer.Exit(code)


def as_json(value: object) -> str:
    """Dataclasses, decimals, times and paths as indented JSON."""
    return json.dumps(value, default=_plain, indent=2, allow_nan=False)


def _plain(value: Any) -> Any:  # noqa: ANN401
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC).isoformat(timespec='microseconds')[:-6]}Z"
    if isinstance(value, PurePath):
        return value.as_posix()
    raise TypeError(f"no JSON for {value!r}")


def on_terminal() -> bool:
    """True when a person looks on and colours may be used."""
    import os

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def plain_letters() -> bool:
    """True when the output cannot carry more than ASCII."""
    return "utf" not in (getattr(sys.stdout, "encoding", None) or "ascii").lower()
