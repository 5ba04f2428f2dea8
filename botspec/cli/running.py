"""What `botspec run` shows while and after it works, and what each failure comes to."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

from botspec.adapters.system.outlet import spoken
from botspec.adapters.system.signals import stop_flag
from botspec.app.request import Refused, RunRequest, RunResult
from botspec.app.run import SpecInvalid, run
from botspec.cli.reading import on_terminal, plain_letters
from botspec.cli.watching import Onlooker
from botspec.data.refused import DataRefused
from botspec.diagnostics.render_text import render
from botspec.ports.broker import CredentialsRefused, Unavailable
from botspec.ports.journal import JournalDamaged, JournalLocked, JournalUnwritable
from botspec.report.terminal import summary
from botspec.run.reconcile import Unreconciled

UNAVAILABLE, TRANSIENT, INTERRUPTED = 8, 75, 130
EXIT_CODES: tuple[tuple[type[Exception], int], ...] = (
    (CredentialsRefused, 4),
    (JournalDamaged, 6),
    (Unreconciled, 7),
    (DataRefused, UNAVAILABLE),
    (JournalUnwritable, UNAVAILABLE),
    (OSError, UNAVAILABLE),
)


def carry_out(request: RunRequest, *, as_json: bool, program: str) -> int:
    """Run and show; gives the exit code."""
    onlooker = Onlooker(quiet=as_json)
    with trouble(request, program, onlooker.clear), spoken():
        result = run(request, onlooker, stop_flag())
    onlooker.clear()
    _show(result, as_json=as_json, program=program)
    if result.exit_code == INTERRUPTED:
        _say("interrupted: positions and working orders stay as they are; the same command goes on from here")
    return result.exit_code


@contextmanager
def trouble(request: RunRequest, program: str, clear: Callable[[], None] = lambda: None) -> Iterator[None]:
    """What goes wrong inside is said on standard error and leaves with its exit code."""
    try:
        yield
    except SpecInvalid as error:
        _say(render(error.checked.findings, {each.path: each for each in (error.checked.source, *error.policies)}))
        if error.unattended:
            _say(error.unattended)
        _say(f"nothing was run; next: {program} validate {shlex.quote(str(request.spec))}")
        raise typer.Exit(error.exit_code) from error
    except Exception as error:
        code = _exit_code(error)
        if code is None:
            raise
        clear()
        _say(_explained(error, request, program))
        raise typer.Exit(code) from error


def _exit_code(error: Exception) -> int | None:
    if isinstance(error, Refused):
        return error.exit_code
    if isinstance(error, Unavailable):
        return TRANSIENT if error.retry else UNAVAILABLE
    return next((code for kind, code in EXIT_CODES if isinstance(error, kind)), None)


def _explained(error: Exception, request: RunRequest, program: str) -> str:
    text = f"error: {error}"
    if isinstance(error, Unreconciled):
        listed = "\n".join(f"  {difference}" for difference in error.differences)
        text = f"error: the journal and the broker do not agree; nothing was sent\n{listed}"
        text += f"\nundo it at the broker and start again, or accept exactly this: {program} adopt {error.bot}"
        text += f"\nlook: {program} status"
        if request.simulator is not None:
            text += "; --new rehearses from the beginning"
    elif isinstance(error, JournalLocked):
        text += f"\nthat run is under way: nothing was started; look: {program} status"
    elif isinstance(error, Unavailable) and error.retry:
        text += "\nnothing is lost; start again with the same command to go on"
    return text


def _show(result: RunResult, *, as_json: bool, program: str) -> None:
    if as_json:
        sys.stdout.write(json.dumps(_summary_object(result)) + "\n")
        return
    shown = summary(result.record, colour=on_terminal(), ascii_only=plain_letters())
    sys.stdout.write(f"{shown}\n\n")
    for name, path in result.reports.items():
        sys.stdout.write(f"{name:>8}  {path}\n")
    folder = shlex.quote(str(result.run_dir))
    sys.stdout.write(f"\n    next  {program} report {folder}\n")
    sys.stdout.write(f"          {program} journal verify {folder}\n")
    sys.stdout.write(f"          {program} runs\n")


def _summary_object(result: RunResult) -> dict[str, object]:
    return {
        "run_dir": str(result.run_dir),
        "mode": result.mode.value,
        "digest": result.digest,
        "ended": result.ended,
        "start_equity": result.start_equity,
        "final_equity": result.final_equity,
        "orders": result.orders,
        "denied": result.denied,
        "fills": result.fills,
        "trades": result.trades,
        "reports": {name: str(path) for name, path in result.reports.items()},
    }


def _say(text: str) -> None:
    sys.stderr.write(text.rstrip("\n") + "\n")
