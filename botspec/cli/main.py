"""The `botspec` program: finds the command in the table and imports nothing else."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated, Any

import typer

from botspec import __version__
from botspec.cli.commands import COMMANDS

INTERRUPTED = 130
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
        gc.enable()


def _program(words: list[str]) -> tuple[Callable[..., Any], list[str], str]:
    name = words[0] if words else ""
    if name in _available():
        return _load(name), words[1:], f"botspec {name}"
    return typer.main.get_command(_listing()), words or ["--help"], "botspec"


def _load(name: str) -> Callable[..., Any]:
    command = import_module(COMMANDS[name].module).command
    if isinstance(command, typer.Typer):
        return typer.main.get_command(command)
    app = plain_app()
    app.command(name=name)(command)
    return typer.main.get_command(app)


def plain_app(**settings: Any) -> typer.Typer:  # noqa: ANN401  passed on
    """A Typer that prints plain text: the same on a terminal, in a log and in a test."""
    return typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, **settings)


def _listing() -> typer.Typer:
    """All commands by name and summary only: for help, and to say that a word is none of them."""
    app = plain_app(help="A trading bot is a reviewed YAML file. Start with: botspec run specs/quickstart.yaml")
    app.callback()(_root)
    for name in _available():
        app.command(name=name, help=COMMANDS[name].summary)(_stub)
    return app


def _available() -> list[str]:
    return [name for name, entry in COMMANDS.items() if find_spec(entry.module) is not None]


def _stub() -> None:
    """Stands for a command in the list."""


def _version(wanted: bool) -> None:  # noqa: FBT001  Typer's callback
    if wanted:
        typer.echo(f"botspec {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[  # noqa: FBT002  dealt with by its callback
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    pass


if __name__ == "__main__":
    main()
