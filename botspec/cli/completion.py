"""Completion scripts for shells: plain text made from the commands themselves, so that a Tab starts no Python."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args, get_type_hints

import typer
from typer.models import ArgumentInfo, OptionInfo

from botspec.cli.commands import COMMANDS
from botspec.cli.loading import available, module_of
from botspec.cli.shells import Shell

SPECS, FOLDERS, FILES, RUNS = "specs", "folders", "files", "runs"
_METAVARS = {"SPEC": SPECS, "PATH...": SPECS, "RUN": RUNS, "[RUN]": RUNS}
_FOLDERS = ("--runs", "--out", "--folder")
_PLACES = {
    Shell.BASH: ("XDG_DATA_HOME", ".local/share", "bash-completion/completions/botspec"),
    Shell.ZSH: ("XDG_DATA_HOME", ".local/share", "zsh/site-functions/_botspec"),
    Shell.FISH: ("XDG_CONFIG_HOME", ".config", "fish/completions/botspec.fish"),
}
_HINTS = {
    Shell.BASH: "bash-completion loads it in new shells; without that package, add to ~/.bashrc: source {path}",
    Shell.ZSH: "add its folder to fpath before compinit, in ~/.zshrc: fpath=({path.parent} $fpath)",
    Shell.FISH: "new shells load it",
}

Values = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """An option: its names, its help and what may follow it ("" for anything, None for nothing)."""

    names: tuple[str, ...]
    help: str
    values: Values | None


@dataclass(frozen=True, slots=True)
class Word:
    """A command by its path, such as `journal verify`: its sub-commands, options and what its arguments are."""

    path: str
    help: str
    below: tuple[str, ...]
    flags: tuple[Flag, ...]
    takes: Values


HELP = Flag(("--help",), "Show this message and exit.", None)


def script(shell: Shell) -> str:
    """The script that teaches a shell the words of this program."""
    from botspec.cli.completion_scripts import SCRIPTS

    return SCRIPTS[shell](words())


def install(shell: Shell, environment: Mapping[str, str]) -> str:
    """Write the script where the shell looks for it, and say what is left to do."""
    variable, usual, name = _PLACES[shell]
    path = Path(environment.get(variable) or Path(environment.get("HOME") or "~").expanduser() / usual) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script(shell), encoding="utf-8")
    return f"wrote {path}\n{_HINTS[shell].format(path=path)}"


def words() -> tuple[Word, ...]:
    """Every command and sub-command; the first is the program itself."""
    from botspec.cli.main import root

    names = available()
    top = Word("", "", tuple(names), (*_flags(root), HELP), "")
    return (top, *(word for name in names for word in _words(name, COMMANDS[name].summary)))


def _words(name: str, summary: str) -> Iterator[Word]:
    command = module_of(name).command
    if not isinstance(command, typer.Typer):
        yield _word(name, summary, command)
        return
    inner = {
        str(each.name or each.callback.__name__): each.callback for each in command.registered_commands if each.callback
    }
    yield Word(name, summary, tuple(inner), (HELP,), "")
    for below, callback in inner.items():
        yield _word(f"{name} {below}", (callback.__doc__ or "").split("\n", 1)[0], callback)


def _word(path: str, summary: str, command: Callable[..., Any]) -> Word:
    return Word(path, summary, (), (*_flags(command), HELP), _takes(path, command))


def _parameters(command: Callable[..., Any]) -> Iterator[tuple[str, Any, Any]]:
    """Name, type and what Typer was told, as the function says it."""
    for name, hint in get_type_hints(command, include_extras=True).items():
        if hasattr(hint, "__metadata__"):
            yield name, hint.__origin__, hint.__metadata__[0]


def _flags(command: Callable[..., Any]) -> Iterator[Flag]:
    for name, kind, told in _parameters(command):
        if isinstance(told, OptionInfo) and not told.hidden:
            names = tuple(each for written in _written(told) or (_usual(name),) for each in written.split("/"))
            yield Flag(names, told.help or "", None if kind is bool else _values(names, kind))


def _written(told: OptionInfo) -> tuple[str, ...]:
    """The names given to an option; Typer keeps the first where its default would be."""
    first = (told.default,) if isinstance(told.default, str) else ()
    return (*first, *(told.param_decls or ()))


def _usual(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _values(names: tuple[str, ...], kind: object) -> Values:
    if any(name in _FOLDERS for name in names):
        return FOLDERS
    return _choices(kind) or (FILES if Path in (kind, *get_args(kind)) else "")


def _takes(path: str, command: Callable[..., Any]) -> Values:
    """What the first argument may be."""
    for _, kind, told in _parameters(command):
        if isinstance(told, ArgumentInfo):
            return _choices(kind) or _listed(path) or _METAVARS.get(str(told.metavar), "")
    return ""


def _choices(kind: object) -> tuple[str, ...]:
    """The words of an enum, also of one that may be left out."""
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return tuple(member.value for member in kind)
    return next((found for part in get_args(kind) if (found := _choices(part))), ())


def _listed(path: str) -> tuple[str, ...]:
    """Names that do not change while this version is installed."""
    match path:
        case "explain":
            from botspec.diagnostics.codes import CODES

            return tuple(CODES)
        case "blocks":
            from botspec.compiler.catalog import entries

            return tuple(dict.fromkeys(entry.kind for entry in entries()))
        case "indicators":
            from botspec.app.indicators import list_indicators

            return tuple(entry.name for entry in list_indicators())
        case _:
            return ()


def quoted(text: str) -> str:
    """A word that no shell reads anything into: names of this program only, checked."""
    if not all(character.isalnum() or character in "-_.,:=/ " for character in text):
        raise ValueError(json.dumps(text))
    return text
