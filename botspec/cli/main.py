"""The `botspec` program: finds the command in the table and imports nothing else."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from botspec import __version__
from botspec.cli.commands import COMMANDS
from botspec.cli.loading import available, load, plain_app
from botspec.cli.shells import Shell

INTERRUPTED = 130
NEW_OBJECTS = 400_000
"""How many pile up before a look for garbage: what a command builds once, it keeps, and looking costs."""
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "1"  # nothing that happens to be installed takes part in reading a spec


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; leaves by SystemExit with one of the documented exit codes."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        with _nothing_to_collect():
            program, rest, name = _program(words)
        program(rest, prog_name=name)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:  # noqa: BLE001  the last place that can turn a bug of ours into exit 70
        from botspec.cli.crash import report_bug

        sys.exit(report_bug(error, words))


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """What is imported stays: looking through it for garbage costs a tenth of a short command."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(NEW_OBJECTS)
        gc.enable()


def _program(words: list[str]) -> tuple[Callable[..., Any], list[str], str]:
    name = words[0] if words else ""
    if name in COMMANDS:
        return load(name), words[1:], f"botspec {name}"
    return typer.main.get_command(_listing()), words or ["--help"], "botspec"


def _listing() -> typer.Typer:
    """All commands by name and summary only: for help, and to say that a word is none of them."""
    app = plain_app(help="A trading bot is a reviewed YAML file. Start with: botspec run specs/quickstart.yaml")
    app.callback()(root)
    for name in available():
        app.command(name=name, help=COMMANDS[name].summary)(_stub)
    return app


def _stub() -> None:
    """Stands for a command in the list."""


def _version(wanted: bool) -> None:  # noqa: FBT001  Typer's callback
    if wanted:
        typer.echo(f"botspec {__version__}")
        raise typer.Exit


def _show_completion(shell: Shell | None) -> None:
    if shell is not None:
        from botspec.cli.completion import script

        typer.echo(script(shell), nl=False)
        raise typer.Exit


def _install_completion(shell: Shell | None) -> None:
    if shell is not None:
        from botspec.cli.completion import install

        typer.echo(install(shell, os.environ))
        raise typer.Exit


def root(
    version: Annotated[  # noqa: FBT002  dealt with by its callback
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_version)
    ] = False,
    show_completion: Annotated[
        Shell | None, typer.Option(help="Print a completion script for a shell.", callback=_show_completion)
    ] = None,
    install_completion: Annotated[
        Shell | None, typer.Option(help="Write it where the shell finds it.", callback=_install_completion)
    ] = None,
) -> None:
    """What may stand before any command."""


if __name__ == "__main__":
    main()
