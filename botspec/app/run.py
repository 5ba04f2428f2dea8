"""`botspec run`: from a path to a finished, reported run, in whichever mode the spec and the command line allow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from botspec import wiring
from botspec.adapters.system.clock import WallClock
from botspec.app.banner import banner
from botspec.app.blackouts import with_blackouts
from botspec.app.faults import check_chaos
from botspec.app.folders import JOURNAL, folder_for
from botspec.app.plugins import PluginUnusable, with_plugins
from botspec.app.policies import Policies, only_refused
from botspec.app.provenance import header
from botspec.app.request import CodeFailed, Refused, RunRequest, RunResult, Watcher
from botspec.app.results import result
from botspec.app.unattended import unattended
from botspec.app.validate import check_file
from botspec.compiler.compile import NotRun, compile_spec
from botspec.compiler.narrow import CannotNarrow, only_symbols, tightened
from botspec.diagnostics.finding import Finding, Severity
from botspec.domain.modes import Mode
from botspec.spec.words import Source
from botspec.strategy.python import PluginRefused

if TYPE_CHECKING:
    from pathlib import Path

    from botspec.compiler.check import Checked
    from botspec.compiler.context import Context
    from botspec.data.warmup import WarmedUp
    from botspec.diagnostics.source import Source as Text
    from botspec.pipeline import Pipeline
    from botspec.run.desk import Desk

INVALID, GATE, INTERRUPTED = 2, 3, 130
BUNDLE = ".bundle"


class SpecInvalid(Refused):
    """The spec has findings that are errors, or a policy above it says no; `policies` are for showing.

    `unattended` says what nobody looks after meanwhile.
    """

    def __init__(self, checked: Checked, policies: tuple[Text, ...] = (), unattended: str = "") -> None:
        refused = only_refused(checked.findings)
        super().__init__(
            "the policy refuses the spec" if refused else "the spec has errors", GATE if refused else INVALID
        )
        self.checked, self.policies, self.unattended = checked, policies, unattended


def run(request: RunRequest, watcher: Watcher, stop: Callable[[], bool]) -> RunResult:
    """Check, compile, narrow, run and report.

    Raises Refused, DataRefused, CredentialsRefused, Unavailable, Unreconciled, JournalDamaged, JournalUnwritable.
    """
    request = unbundled(request)
    try:
        return _run(request, watcher, stop)
    except CodeFailed as error:
        failed = error
    except PluginRefused as error:
        if not request.live:
            raise Refused(str(error), GATE) from error
        failed = CodeFailed(str(error))
    try:
        return _run(request, watcher, stop, failed)
    except (PluginRefused, CodeFailed) as error:
        raise Refused(str(error), GATE) from error


def _run(
    request: RunRequest, watcher: Watcher, stop: Callable[[], bool], failed: CodeFailed | None = None
) -> RunResult:
    reviewed = _reviewed_or_ran(request, watcher, failed)
    bot = narrowed(reviewed.bot, request)
    check_chaos(request.chaos, request.mode or bot.mode)
    mode = allowed_mode(bot, request)
    match mode:
        case Mode.BACKTEST:
            return _backtest(bot, request, watcher)
        case Mode.SIMULATE:
            return _simulate(bot, request, watcher, stop)
        case Mode.PAPER:
            from botspec.app.paper import run_paper

            return run_paper(replace(reviewed, bot=bot), request, watcher, stop)
        case Mode.LIVE:
            from botspec.app.live import run_live

            return run_live(replace(reviewed, bot=bot), request, watcher, stop)
        case Mode.SHADOW:
            from botspec.app.shadow import run_shadow

            return run_shadow(bot, request, watcher, stop)


def _reviewed_or_ran(request: RunRequest, watcher: Watcher, failed: CodeFailed | None) -> Reviewed:
    """The spec and the plug-ins of today; while positions are held in a live account and they fail, what ran last.

    `failed` says what its plug-in did while it ran.
    """
    try:
        sound = reviewed_spec(request, watcher)
    except SpecInvalid as invalid:
        from botspec.app.spec_that_ran import spec_that_ran

        ran = spec_that_ran(request) if request.live else None
        if ran is None:
            raise
        for finding in invalid.checked.findings:
            watcher.finding(finding, invalid.checked)
        return _with_code(Sound(ran.checked, ran.context), request, failed, ran.trouble)
    return _with_code(sound, request, failed)


def _with_code(sound: Sound, request: RunRequest, failed: CodeFailed | None, trouble: str = "") -> Reviewed:
    bot = _without_code(sound.context, request.spec.parent)
    if failed is not None:
        silent = _silent(bot, request, str(failed))
        return Reviewed(sound.checked, sound.context, silent, trouble or str(failed), failed.typed)
    pinned, folder = sound.context.spec.plugins, request.spec.parent
    try:
        return Reviewed(sound.checked, sound.context, with_plugins(bot, pinned, folder), trouble)
    except PluginUnusable as unusable:
        if not request.live:
            raise
        from botspec.app.code_that_ran import code_that_ran

        guarded = code_that_ran(request, bot, pinned)
        if guarded is None:
            raise
        return Reviewed(sound.checked, sound.context, guarded, trouble or str(unusable))


def _silent(bot: Pipeline, request: RunRequest, failed: str) -> Pipeline:
    from botspec.app.code_that_ran import without_signals

    silent = without_signals(request, bot)
    if silent is None:
        raise PluginUnusable(failed, GATE)
    return silent


def compiled_spec(request: RunRequest, watcher: Watcher | None = None) -> Pipeline:
    """The checked and compiled spec; the watcher hears warnings. Raises Refused, SpecInvalid."""
    return reviewed_bot(request, watcher).bot


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A spec without errors, as it was read, and the bot it compiles to.

    `trouble` says why it is not the file of today: then it may look after what is held, and enter nothing.
    `typed` is the answer of whoever started the same run before its code failed.
    """

    checked: Checked
    context: Context
    bot: Pipeline
    trouble: str = ""
    typed: str = ""


def reviewed_bot(request: RunRequest, watcher: Watcher | None = None) -> Reviewed:
    """The checked and compiled spec, with what it was made of. Raises Refused, SpecInvalid."""
    sound = reviewed_spec(request, watcher)
    return Reviewed(sound.checked, sound.context, _compiled(sound.context, request.spec.parent))


@dataclass(frozen=True, slots=True)
class Sound:
    """A spec without errors, as it was read."""

    checked: Checked
    context: Context


def reviewed_spec(request: RunRequest, watcher: Watcher | None = None) -> Sound:
    """The spec without errors. What is wrong with policies is for the live gates to say: they know what is held.

    Raises SpecInvalid.
    """
    above = Policies(request.policy)
    alone = check_file(request.spec)
    checked = above.judged(alone, request.spec)
    decisive = alone if request.live else checked
    if checked.context is None or any(_is_error(finding) for finding in decisive.findings):
        raise SpecInvalid(checked, above.sources, unattended(request) if request.live else "")
    if watcher is not None:
        for finding in checked.findings:
            if finding.path == checked.source.path:
                watcher.finding(finding, checked)
    return Sound(checked, checked.context)


def _compiled(context: Context, folder: Path) -> Pipeline:
    return with_plugins(_without_code(context, folder), context.spec.plugins, folder)


def _without_code(context: Context, folder: Path) -> Pipeline:
    try:
        bot = compile_spec(context, folder)
    except NotRun as waiting:
        named = ", ".join(waiting.what)
        raise Refused(f"this version checks, but does not run yet: {named}", INVALID) from waiting
    return with_blackouts(bot, folder)


def _is_error(finding: Finding) -> bool:
    return finding.severity is Severity.ERROR


def unbundled(request: RunRequest) -> RunRequest:
    """A request for a bundle becomes one for the spec in it, its signature checked. Raises Refused."""
    if request.spec.suffix != BUNDLE:
        return request
    from botspec.app.bundle import opened

    spec, source = opened(request.spec, request.environment)
    return replace(request, spec=spec, source=source)


def allowed_mode(bot: Pipeline, request: RunRequest) -> Mode:
    """The mode to run in: the spec's, or a lower one that was asked for. Raises Refused."""
    if request.live:
        return _live(request)
    if request.armed:
        raise Refused("--armed goes with --live: say both, or neither", INVALID)
    mode = bot.mode if request.mode is None else request.mode
    if mode.rank > bot.mode.rank:
        text = (
            f"the spec's mode is {bot.mode}; --mode may lower it, never raise it to {mode}: "
            "change the spec and have it reviewed"
        )
        raise Refused(text, GATE)
    asks = mode is Mode.BACKTEST and bot.data.source is Source.ALPACA
    if request.simulator is not None and mode not in {Mode.SHADOW, Mode.PAPER} and not asks:
        text = f"--simulator stands for Alpaca, which mode {mode} of this spec does not ask: leave it out"
        raise Refused(text, INVALID)
    if request.until is not None and mode in {Mode.BACKTEST, Mode.SIMULATE}:
        raise Refused(f"--until is for modes that follow the clock, this is {mode}: use --steps", INVALID)
    if mode is Mode.SIMULATE and bot.data.source is Source.ALPACA:
        text = "mode simulate has no bars from source alpaca: back-test it, or use source sample or files"
        raise Refused(text, INVALID)
    return mode


def _live(request: RunRequest) -> Mode:
    """Whether the spec may is for the gates to say."""
    if request.simulator is not None or request.mode not in {None, Mode.LIVE}:
        raise Refused("--live means real money: leave --mode and --simulator out", INVALID)
    return Mode.LIVE


def narrowed(bot: Pipeline, request: RunRequest) -> Pipeline:
    """The bot as the command line narrows it. Raises Refused."""
    try:
        if request.symbols is not None:
            bot = only_symbols(bot, request.symbols)
        for asked in request.tighten:
            bot = tightened(bot, asked)
    except CannotNarrow as error:
        raise Refused(str(error), INVALID) from error
    said = {
        f"--steps {request.steps}": request.steps is not None,
        f"--until {request.until}": request.until is not None,
        f"--mode {request.mode}": request.mode is not None and request.mode is not bot.mode,
        f"--chaos {request.chaos}": request.chaos is not None,
        "--simulator (a rehearsal, not at Alpaca)": request.simulator is not None,
    }
    notes = [note for note, present in said.items() if present]
    return replace(bot, narrowed=(*bot.narrowed, *notes))


def _backtest(bot: Pipeline, request: RunRequest, watcher: Watcher) -> RunResult:
    from botspec.adapters.sqlite.journal import SqliteJournal
    from botspec.app.alpaca_bars import bars_of
    from botspec.app.backtest import run_backtest
    from botspec.app.bars import fingerprint
    from botspec.market.moments import moment

    bot = replace(bot, funds=bot.simulation.cash)
    bars = bars_of(bot, request)
    _keep_to_plan(bot, request, bars)
    now = WallClock().now()
    folder = folder_for(bot, Mode.BACKTEST, request.runs, now)
    closes = bars.panel.closed_at[bars.start :]
    first = moment(int(closes[0]))
    watcher.banner(banner(bot, Mode.BACKTEST, folder, period(bars), float(bot.capital), first, None))

    def progress(done: int, total: int, equity: float) -> None:
        watcher.progress(done, total, moment(int(closes[done - 1])), equity)

    with SqliteJournal(folder / JOURNAL, "create", bulk=True) as journal:
        journal.append(replace(header(now, request), bars=fingerprint(bars)))
        done = run_backtest(
            bot, bars, journal, steps=request.steps, fast_forward=request.fast_forward, progress=progress
        )
        loaded = journal.load()
    return result(bot, Mode.BACKTEST, folder, done.ended.why, 0, loaded)


def _keep_to_plan(bot: Pipeline, request: RunRequest, bars: WarmedUp) -> None:
    if request.plan is not None:
        from botspec.app.bars import fingerprint
        from botspec.app.planned import keep_local

        keep_local(request.plan, bot, fingerprint(bars))


def _simulate(bot: Pipeline, request: RunRequest, watcher: Watcher, stop: Callable[[], bool]) -> RunResult:
    from botspec.app.bars import fingerprint
    from botspec.app.simulate import left_undone, run_simulate

    bot = replace(bot, funds=bot.simulation.cash)
    bars = wiring.local_bars(bot)
    _keep_to_plan(bot, request, bars)
    now = WallClock().now()
    earlier = None if request.fresh else left_undone(bot, request.runs)
    if earlier is not None and earlier.ended is not None:
        watcher.note(f"{earlier.folder.name} was over but not reported: here is its report; --new starts over")
        return result(bot, Mode.SIMULATE, earlier.folder, earlier.ended, 0)
    folder = earlier.folder if earlier is not None else folder_for(bot, Mode.SIMULATE, request.runs, now)
    resumed = f"going on with {folder.name}; --new starts over" if earlier is not None else None

    def announce(desk: Desk, began_at: datetime) -> None:
        last = desk.state.last_close
        equity = float(bot.capital) if last is None else last.equity
        upcoming = next_close(bars, last.at if last is not None else began_at)
        watcher.banner(banner(bot, Mode.SIMULATE, folder, period(bars), equity, upcoming, resumed))

    head = replace(header(now, request), bars=fingerprint(bars))
    why = run_simulate(bot, bars, folder, head, watcher, announce, stop, request)
    return result(bot, Mode.SIMULATE, folder, why, INTERRUPTED if why == "interrupted" else 0)


def period(bars: WarmedUp) -> str:
    """First and last day of the run."""
    from botspec.market.moments import moment

    first, last = bars.panel.opened_at[bars.start], bars.panel.closed_at[-1]
    return f"{moment(int(first)):%Y-%m-%d} to {moment(int(last)):%Y-%m-%d}"


def next_close(bars: WarmedUp, after: datetime) -> datetime | None:
    """The next moment a decision is made."""
    from botspec.market.moments import moment, nanoseconds

    later = [int(at) for at in bars.panel.closed_at[bars.start :] if at > nanoseconds(after)]
    return moment(later[0]) if later else None
