"""The `botspec` program."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import typer
import typer.core
import typer.main

from botspec import __version__
from botspec.cli.commands import COMMANDS

WRONG_USE = 2


class LazyGroup(typer.core.TyperGroup):
    """Finds commands in the table and imports a command's module only when it is called."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002  click's signature
        """Names in the order of the table."""
        return [name for name, entry in COMMANDS.items() if find_spec(entry.module) is not None]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401  click's signature
        """The command, imported; for the list of commands only its summary."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if ctx.info_name_is_listing:
            return None
        return _load(cmd_name, entry.module, entry.summary)


def _load(name: str, module: str, summary: str) -> Any:  # noqa: ANN401
    command = import_module(module).command
    if not isinstance(command, typer.Typer):
        app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
        app.command(name=name, help=command.__doc__ or summary)(command)
        return typer.main.get_command(app)
    return typer.main.get_command(command)
