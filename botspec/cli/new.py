"""`botspec new`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from botspec.cli.program import program
from botspec.domain.modes import Mode
from botspec.spec.words import Timeframe

if TYPE_CHECKING:
    from botspec.app.new import Answers, Created
    from botspec.compiler.check import Checked

SPECS = Path("specs")
WRONG_USE, UNWRITABLE = 2, 8


def command(  # noqa: PLR0913, PLR0917  (one parameter an option)
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="The bot's id, and the name of its file.")
    ] = None,
    symbols: Annotated[str | None, typer.Option(help="What it trades, separated by commas.")] = None,
    strategy: Annotated[str | None, typer.Option(help="`rules`, or one of the library; see botspec blocks.")] = None,
    mode: Annotated[Mode | None, typer.Option(help="The most it may do: backtest, simulate or paper.")] = None,
    timeframe: Annotated[Timeframe | None, typer.Option(help="Width of its bars.")] = None,
    capital: Annotated[int | None, typer.Option(min=1, help="USD it may call its own.")] = None,
    bars: Annotated[str | None, typer.Option(help="A folder of your own bars, relative to the spec.")] = None,
    folder: Annotated[Path, typer.Option(help="Where the spec is written.")] = SPECS,
    repo: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A whole repository: spec, policy, checks, README.")
    ] = None,
    no_input: Annotated[  # noqa: FBT002
        bool, typer.Option("--no-input", "--yes", "-y", help="Ask nothing; defaults for the rest.")
    ] = False,
) -> None:
    """Write a first spec with a comment beside every key. Asks on a terminal for what no option says."""
    from botspec.app.new import Answers

    given: dict[str, Any] = {"symbols": _listed(symbols), "strategy": strategy, "mode": mode, "timeframe": timeframe}
    known = {key: value for key, value in (given | {"capital": capital, "bars": bars}).items() if value is not None}
    asking = not no_input and sys.stdin.isatty() and sys.stdout.isatty()
    if name is None and not asking:
        typer.echo(f"botspec: say what it is called: {program()} new my-bot", err=True)
        raise typer.Exit(WRONG_USE)
    answers = Answers(name or _name(folder), **known)
    answers = _asked(answers, known) if asking else answers
    _write(answers, folder) if repo is None else _found(answers, repo)


def _write(answers: Answers, folder: Path) -> None:
    from botspec.app.new import create

    with _refusals(folder):
        _tell(create(answers, folder))


@contextmanager
def _refusals(folder: Path) -> Iterator[None]:
    from botspec.app.new import CannotCreate, FoundWrong

    try:
        yield
    except CannotCreate as error:
        typer.echo(f"botspec: {error}", err=True)
        raise typer.Exit(WRONG_USE) from error
    except FoundWrong as error:
        typer.echo(f"{_findings(error.checked)}\nnothing was written", err=True)
        raise typer.Exit(WRONG_USE) from error
    except OSError as error:
        typer.echo(f"botspec: {folder} cannot be written: {error.strerror}", err=True)
        raise typer.Exit(UNWRITABLE) from error


def _found(answers: Answers, root: Path) -> None:
    from botspec.app.new_repo import found

    with _refusals(root):
        done = found(answers, root)
    for path in done.files:
        typer.echo(f"wrote {path}")
    there = "" if root.resolve() == Path.cwd() else f"cd {root} && "
    typer.echo(f"next: {there}git init -b main && git add -A && git commit -m 'A first bot'")


def _findings(checked: Checked) -> str:
    from botspec.diagnostics.render_text import render

    return render(checked.findings, {checked.source.path: checked.source})


def _tell(created: Created) -> None:
    typer.echo(f"wrote {created.path}")
    if created.schema is not None:
        typer.echo(f"wrote {created.schema}, by which editors complete and explain it")
    typer.echo(f"next: {program()} run {created.path}")


def _listed(symbols: str | None) -> tuple[str, ...] | None:
    if symbols is None:
        return None
    return tuple(symbol for symbol in symbols.replace(" ", "").upper().split(",") if symbol)


def _name(folder: Path) -> str:
    from botspec.app.new import name_problem

    def taken(name: str) -> str:
        return name_problem(name) or (
            f"{folder / name}.yaml is there already" if (folder / f"{name}.yaml").exists() else ""
        )

    return _answer("name of the bot", "my-bot", taken)


def _asked(answers: Answers, known: Mapping[str, Any]) -> Answers:
    """Asks for what no option said; the question names the default."""
    from botspec.app.new import MODES, strategies, symbol_problem

    def symbols_problem(text: str) -> str:
        return next(filter(None, map(symbol_problem, _listed(text) or ("",))), "")

    if "symbols" not in known:
        text = _answer("symbols, separated by commas", ",".join(answers.symbols), symbols_problem)
        answers = replace(answers, symbols=_listed(text) or ())
    if "strategy" not in known:
        answers = replace(answers, strategy=_chosen("strategy", strategies(), answers.strategy))
    if "mode" not in known:
        answers = replace(answers, mode=Mode(_chosen("mode", [mode.value for mode in MODES], answers.mode.value)))
    if "capital" not in known:
        text = _answer(
            "capital in USD", str(answers.capital), lambda text: "" if text.isdecimal() else "a whole number"
        )
        answers = replace(answers, capital=int(text))
    return answers


def _chosen(what: str, choices: tuple[str, ...] | list[str], default: str) -> str:
    listed = ", ".join(choices)
    return _answer(f"{what} ({listed})", default, lambda text: "" if text in choices else f"one of {listed}")


def _answer(question: str, default: str, problem: Callable[[str], str]) -> str:
    """Asks until the answer will do."""
    while True:
        text: str = typer.prompt(question, default=default).strip()
        wrong = problem(text)
        if not wrong:
            return text
        typer.echo(f"  {wrong}")
