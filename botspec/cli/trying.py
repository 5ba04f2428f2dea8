"""What `botspec diff --behaviour` asks for, and shows in each format; nothing heavy is loaded when it is not asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from botspec.app.trial import Bars, Tried
    from botspec.gitops.compare import Comparison

WRONG, UNWRITABLE = 2, 8
_LAST = re.compile(r"last:([1-9][0-9]{0,3})")


@dataclass(frozen=True, slots=True)
class Asked:
    """Options of the command line."""

    wanted: bool
    runs: str | None
    folder: Path
    bars: str | None
    chart: Path | None


def as_text(found: Comparison, asked: Asked) -> str:
    """For a terminal; "" when it was not asked for."""
    if not asked.wanted:
        return ""
    from botspec.gitops.render_behaviour import text

    tried, drawn = _tried(found, asked)
    return text(tried) + "".join(f"chart: {path}\n" for path in drawn)


def as_markdown(found: Comparison, asked: Asked) -> str:
    """For a comment; the picture is named as it was on the command line."""
    if not asked.wanted:
        return ""
    from botspec.gitops.render_behaviour import as_markdown as shown

    return shown(*_tried(found, asked))


def as_data(found: Comparison, asked: Asked) -> list[dict[str, Any]] | None:
    """Plain values, or None."""
    if not asked.wanted:
        return None
    from botspec.gitops.render_behaviour import as_data as shown

    return shown(_tried(found, asked)[0])


def _tried(found: Comparison, asked: Asked) -> tuple[list[Tried], list[str]]:
    from botspec.app.diff import folder_of
    from botspec.app.trial import tried, tried_over

    if asked.runs is None:
        done = tried(found.specs, folder_of, _bars(asked.bars))
    else:
        from botspec.app.past_runs import past_runs

        most = _most(asked.runs)
        both = [spec for spec in found.specs if spec.old is not None and spec.new is not None]
        done = [
            each for spec in both for each in tried_over(spec, folder_of(spec), past_runs(asked.folder, spec.bot, most))
        ]
        if not done:
            typer.echo(f"botspec: no run of a changed bot under {asked.folder}", err=True)
    return done, _drawn(done, asked.chart)


def _most(runs: str) -> int:
    match = _LAST.fullmatch(runs)
    if match is None:
        typer.echo(f"botspec: --runs {runs}: write last:20", err=True)
        raise typer.Exit(WRONG)
    return int(match[1])


def _bars(word: str | None) -> Bars | None:
    from botspec.app.trial import Bars
    from botspec.spec.words import Source

    if word is None:
        return None
    return Bars(Source.SAMPLE) if word == Source.SAMPLE else Bars(Source.FILES, Path(word))


def _drawn(done: list[Tried], chart: Path | None) -> list[str]:
    """A picture for each trial: the first under the name that was given, the others with a number."""
    from botspec.gitops.behaviour import Behaviour
    from botspec.gitops.render_behaviour import chart as picture

    drawn: list[str] = []
    for number, each in enumerate(done if chart is not None else [], start=1):
        if chart is None or not isinstance(each, Behaviour):
            drawn.append("")
            continue
        path = chart if number == 1 else chart.with_stem(f"{chart.stem}-{number}")
        try:
            path.write_text(picture(each), encoding="utf-8")
        except OSError as error:
            typer.echo(f"botspec: {path} cannot be written: {error.strerror}", err=True)
            raise typer.Exit(UNWRITABLE) from error
        drawn.append(path.as_posix())
    return drawn
