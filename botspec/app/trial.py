"""`botspec diff --behaviour`: both versions of a bot over the same bars, in this process, journalled in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from botspec import wiring
from botspec.app.backtest import run_backtest
from botspec.app.bars import fingerprint
from botspec.app.kept_bars import kept_bars
from botspec.app.past_runs import PastRun
from botspec.compiler.compile import NotRun, compile_spec
from botspec.data.refused import DataRefused
from botspec.domain.modes import Mode
from botspec.domain.rows import IntentRow
from botspec.gitops.behaviour import Behaviour, NotTried, Trial, behaviour
from botspec.gitops.compare import SpecDiff
from botspec.journal.memory import MemoryJournal
from botspec.ports.journal import JournalDamaged, JournalUnwritable
from botspec.report.record import build
from botspec.spec.words import Source

if TYPE_CHECKING:
    from botspec.data.warmup import WarmedUp
    from botspec.pipeline import DataSource, Pipeline

Tried = Behaviour | NotTried


@dataclass(frozen=True, slots=True)
class Bars:
    """Instead of the specs' own bars: `sample`, or a folder of bar files."""

    source: Source
    path: Path | None = None


def tried(specs: Iterable[SpecDiff], folder: Callable[[SpecDiff], Path], bars: Bars | None = None) -> list[Tried]:
    """Every changed bot that has both versions; the period, costs and bars are the new version's."""
    return [_tried(spec, folder(spec), bars) for spec in specs if spec.old is not None and spec.new is not None]


def tried_over(spec: SpecDiff, folder: Path, runs: Sequence[PastRun]) -> list[Tried]:
    """One bot over the bars of past runs, each verified by its fingerprint."""
    return [_over(spec, folder, run) for run in runs]


def _tried(spec: SpecDiff, folder: Path, bars: Bars | None) -> Tried:
    try:
        old, new = (_at(bot, bars) for bot in _compiled(spec, folder))
        if new.data.source is Source.ALPACA:
            why = "its bars are Alpaca's: give bars that are here with --bars sample or --bars FOLDER"
            return NotTried(spec.bot, "", why)
        return _compared(old, new, _note(spec, old, new))
    except (NotRun, DataRefused) as error:
        return NotTried(spec.bot, "", str(error))


def _over(spec: SpecDiff, folder: Path, run: PastRun) -> Tried:
    try:
        if run.why_not:
            return NotTried(spec.bot, run.name, run.why_not)
        old, new = _compiled(spec, folder)
        found = _over_local(spec, old, new, run) if run.kept is None else _over_kept(spec, old, new, run.kept)
    except (NotRun, DataRefused, JournalDamaged, JournalUnwritable) as error:
        return NotTried(spec.bot, run.name, str(error))
    if isinstance(found, str):
        return NotTried(spec.bot, run.name, found)
    return replace(found, name=f"over run {run.name}")


def _over_local(spec: SpecDiff, old: Pipeline, new: Pipeline, run: PastRun) -> Behaviour | str:
    """Over the bars that the run named by their fingerprint, or why not."""
    old, new = (_in_period(bot, run.first, run.last) for bot in (old, new))
    loaded = wiring.local_bars(replace(new, symbols=run.symbols, benchmark=run.benchmark))
    if fingerprint(loaded) != run.bars:
        return "its bars have changed since: the fingerprint is another"
    return _compared(old, new, _note(spec, old, new))


def _over_kept(spec: SpecDiff, old: Pipeline, new: Pipeline, journal: Path) -> Behaviour | str:
    """Over the bars that a run by the clock kept as it saw them, or why not."""
    kept = kept_bars(journal)
    if kept is None:
        return "its journal keeps no bars that anything was decided on"
    for bot in (old, new):
        if bot.pace.value != kept.pace:
            return f"its bars are of {kept.pace}, and a version wants {bot.pace.value}"
        if unseen := set(bot.feed_symbols) - set(kept.panel.symbols):
            return f"it saw no bars of {', '.join(sorted(unseen))}"
    was, now = (wiring.warmed_up(bot, kept.panel.select(bot.feed_symbols), kept.first) for bot in (old, new))
    return _compared(old, new, _note(spec, old, new), (was, now))


def _compiled(spec: SpecDiff, folder: Path) -> tuple[Pipeline, Pipeline]:
    contexts = [each.context for each in (spec.old, spec.new) if each is not None and each.context is not None]
    if len(contexts) < 2 or spec.findings:  # noqa: PLR2004  both
        raise NotRun(["a version that is not valid"])
    if any(context.spec.plugins for context in contexts):
        raise NotRun(["a plug-in, which diff never imports"])
    old, new = (compile_spec(context, folder) for context in contexts)
    return old, new


def _at(bot: Pipeline, bars: Bars | None) -> Pipeline:
    if bars is None:
        return bot
    return replace(bot, data=replace(bot.data, source=bars.source, path=bars.path))


def _in_period(bot: Pipeline, first: date, last: date) -> Pipeline:
    return replace(bot, simulation=replace(bot.simulation, first=first, last=last, span=None))


def _compared(old: Pipeline, new: Pipeline, note: str, loaded: tuple[WarmedUp, WarmedUp] | None = None) -> Behaviour:
    """Both with the simulation and the source of bars of the new one: what differs then is the bot's own doing."""
    old = replace(old, simulation=new.simulation, data=_data(old.data, new.data))
    loaded = loaded or _bars(old, new)
    trials = [_trial(bot, bars) for bot, bars in zip((old, new), loaded, strict=True)]
    first, last = (date.fromordinal(int(loaded[1].panel.session[row])) for row in (loaded[1].start, -1))
    return behaviour(*trials, bars=fingerprint(loaded[1]), name=f"{first} to {last}", note=note)


def _data(old: DataSource, new: DataSource) -> DataSource:
    return replace(new, timeframe=old.timeframe)


def _bars(old: Pipeline, new: Pipeline) -> tuple[WarmedUp, WarmedUp]:
    """Loaded once where both want the same."""
    after = wiring.local_bars(new)
    alike = (old.feed_symbols, old.warmup, old.data) == (new.feed_symbols, new.warmup, new.data)
    return (after if alike else wiring.local_bars(old)), after


def _note(spec: SpecDiff, old: Pipeline, new: Pipeline) -> str:
    notes = []
    if old.data.timeframe != new.data.timeframe:
        notes.append(f"bars of {old.data.timeframe} before, of {new.data.timeframe} after")
    if set(old.feed_symbols) != set(new.feed_symbols):
        notes.append("each with its own symbols")
    if any(change.path[:1] in {("simulation",), ("data",)} for change in spec.changes):
        notes.append("both with the simulation and bars of the new version")
    return "; ".join(notes)


def _trial(bot: Pipeline, bars: WarmedUp) -> Trial:
    journal = MemoryJournal()
    run_backtest(replace(bot, mode=Mode.BACKTEST), bars, journal)
    rows = tuple(journal.rows())
    record = build(rows, journal.columns(), journal.seal())
    return Trial(record, tuple(row for row in rows if isinstance(row, IntentRow)))
