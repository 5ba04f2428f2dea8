"""A command by its name: its module is imported when it is asked for, not before."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import typer

from botspec.cli.commands import COMMANDS


def available() -> list[str]:
    """The commands that are there."""
    return [name for name, entry in COMMANDS.items() if find_spec(entry.module) is not None]


def module_of(name: str) -> Any:  # noqa: ANN401  a module with a `command`
    """The module of a command, imported."""
    return import_module(COMMANDS[name].module)


def load(name: str) -> Any:  # noqa: ANN401  click's Command, of click itself or of the copy in Typer
    """The command, ready to be called with its words."""
    command = module_of(name).command
    if isinstance(command, typer.Typer):
        return typer.main.get_command(command)
    app = plain_app()
    app.command(name=name)(command)
    return typer.main.get_command(app)


def plain_app(**settings: Any) -> typer.Typer:  # noqa: ANN401  passed on
    """A Typer that prints plain text: the same on a terminal, in a log and in a test."""
    return typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, **settings)
