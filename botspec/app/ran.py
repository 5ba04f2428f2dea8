"""The bot that a journal says ran: its spec as it is or as the commit had it, narrowed as the command line did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from botspec.app.request import Refused
from botspec.compiler.compile import NotRun, compile_spec
from botspec.domain.rows import HeaderRow, SpecRow

if TYPE_CHECKING:
    from botspec.compiler.check import Checked
    from botspec.pipeline import Pipeline

INVALID = 2


def bot_that_ran(spec: SpecRow, header: HeaderRow, given: Path | None) -> Pipeline:
    """The bot whose digest the journal names: from the spec's file as it is, else as the run's commit had it."""
    path = given or Path(header.spec_path)
    found = [_digested(checked, path.parent) for checked in _versions(path, header)]
    for bot in found:
        if bot is not None and bot.digest == spec.digest:
            return bot
    text = f"{path} is not the spec {spec.digest[:8]} that ran: give that version with --spec"
    raise Refused(f"{text} (it was written by botspec {header.botspec})", INVALID)


def _versions(path: Path, header: HeaderRow) -> Iterator[Checked]:
    from botspec.adapters.system.git import NotInGit
    from botspec.app.spec_at import check_at
    from botspec.app.validate import check_file

    yield check_file(path)
    if header.git_commit is not None:
        with suppress(NotInGit, OSError):
            yield check_at(path, header.git_commit)


def _digested(checked: Checked, folder: Path) -> Pipeline | None:
    from botspec.app.blackouts import with_blackouts
    from botspec.app.plugins import with_plugins

    if checked.context is None:
        return None
    try:
        bot = compile_spec(checked.context, folder)
    except NotRun:
        return None
    return with_plugins(with_blackouts(bot, folder), checked.context.spec.plugins, folder)


def narrowed_as_it_was(bot: Pipeline, said: Sequence[str]) -> tuple[Pipeline, int | None]:
    """As the command line of the run narrowed it."""
    from botspec.compiler.narrow import only_symbols, tightened

    steps: int | None = None
    for note in said:
        match note.split(" ", 1):
            case ["--symbols", names]:
                bot = only_symbols(bot, names.split(","))
            case ["--tighten", asked]:
                bot = tightened(bot, asked)
            case ["--steps", count]:
                steps = int(count)
            case ["--chaos", seed]:
                raise Refused(f"a run with injected faults (--chaos {seed}) is not replayed", INVALID)
            case _:
                pass
    return replace(bot, narrowed=tuple(said), funds=bot.simulation.cash), steps
