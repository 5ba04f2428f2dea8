"""The measurements as a Markdown page."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Sequence
from importlib import metadata

from benchmarks.cases import find
from benchmarks.engines import BOTSPEC, ENGINES, REAL, Engine
from benchmarks.results import CommandResult, EngineResult

COLUMNS = ("D1", REAL, "M1", "D500", "M50")
STANDS_IN = {"D50": "D500"}
TEXT = """\
# Performance

Measured by `make bench` on {machine}, {python}{times}.
Seconds are CPU seconds, medians; every number is from
one run on one machine, so compare the ratios, not the seconds. Same bars, same strategy: long when RSI(14) < 30
and close > SMA(200), out when RSI > 55 or close < 0.97 x SMA(200), 10 % of equity in whole shares, decided on the
close, filled at the next open, no costs. botspec runs with four limits and two guards on, exact decimals, and its
journal.

{cases}

## The engine alone: bars a second

From bars in memory to the result. Imports are start-up, which the whole process counts below.

{speed}

## The whole process: CPU seconds (peak memory)

From the shell's prompt back to it: start-up, reading CSV files, the run; for botspec also the journal on disk and
the session report as HTML, Markdown and JSON.

{whole}

## What they say happened: round trips, final equity

{happened}

On one symbol every engine must say the same. On many, they size with a different moment's equity (the last close or
the coming open) and differ in which entries a full account still takes, so theirs are near, not equal.

## Growth

{growth}

## Where the engine's time goes

{profile}

Own time of each part under cProfile, those above 1.5 %. The bars to hold are 3 M bars a second on D500, 2.5 M on M50
and 2 M on M1; the aim of 10, 8 and 5 M is not reached, and this says why: no part stands out. Bars without a decision
cost next to nothing, and an order is a chain of small steps, each of which somebody may ask about later: sized,
measured by every limit, written down, sent, matched, booked, written down again. Several times as fast means compiled
steps; it is not bought with a second set of decision rules for back-tests alone.

## Commands

{commands}

{notes}
"""


def render(
    results: Sequence[EngineResult],
    commands: Iterable[CommandResult],
    growth: str = "",
    profile: str = "",
    *,
    quick: bool,
) -> str:
    """The page."""
    return TEXT.format(
        machine=f"{platform.system()} {platform.machine()}",
        python=f"Python {platform.python_version()}, numpy {metadata.version('numpy')}",
        times=" (once each)" if quick else "",
        cases=_cases(results),
        speed=_grid(results, _speed),
        whole=_grid(results, _whole),
        happened=_grid(results, _happened),
        growth=growth,
        profile=profile,
        commands=_commands(commands),
        notes=_notes(results),
    )


def _cases(results: Sequence[EngineResult]) -> str:
    names = sorted({each.case for each in results})
    said = [
        f"{name} = {case.symbols} x {case.bars:,} {_kind(case.timeframe)}" for name in names if (case := find(name))
    ]
    return (
        "Markets (seeded): " + "; ".join(said) + f". {REAL} is real: its shipped bars. Many symbols share one account."
    )


def _kind(timeframe: str) -> str:
    return "daily bars" if timeframe == "1Day" else "minute bars"


def _grid(results: Sequence[EngineResult], cell: Callable[[EngineResult, EngineResult | None], str]) -> str:
    shown = [name for name in COLUMNS if any(STANDS_IN.get(each.case, each.case) == name for each in results)]
    lines = ["| engine | " + " | ".join(shown) + " |", "|---|" + "---:|" * len(shown)]
    for engine in ENGINES:
        own = {STANDS_IN.get(each.case, each.case): each for each in results if each.engine is engine}
        if own:
            cells = [cell(own[name], _ours(results, own[name].case)) if name in own else "" for name in shown]
            lines.append(f"| {engine.title} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _ours(results: Sequence[EngineResult], case: str) -> EngineResult | None:
    """Ours on the case, or on the one it stands in for."""
    wanted = (case, STANDS_IN.get(case, case))
    return next((each for each in results if each.engine is BOTSPEC and each.case in wanted), None)


def _speed(result: EngineResult, ours: EngineResult | None) -> str:
    if (speed := result.bars_per_second) is None:
        return f"failed ({result.alone.code})"
    beside = ours.bars_per_second if ours and ours is not result else None
    return _number(speed) + _mark(result) + (f" (botspec {beside / speed:.2g} x)" if beside else "")


def _whole(result: EngineResult, ours: EngineResult | None) -> str:
    process = result.process
    if process.code:
        return f"failed ({process.code})"
    ratio = ""
    if ours and ours is not result and not ours.process.code and result.case == ours.case:
        ratio = f", botspec {ours.process.cpu_seconds / process.cpu_seconds:.2f} x"
    return f"{process.cpu_seconds:.2f}{_mark(result)} ({process.peak_mebibytes:.0f} MiB{ratio})"


def _happened(result: EngineResult, _: EngineResult | None) -> str:
    told = result.alone.told
    if "final_equity" not in told:
        return ""
    return f"{told['trades']}, {told['final_equity']:,.2f}{_mark(result)}"


def _mark(result: EngineResult) -> str:
    return f" [{result.case}]" if result.case in STANDS_IN else ""


def _number(value: float) -> str:
    return f"{value / 1e6:.2f} M" if value >= 1e6 else f"{value / 1e3:.0f} k"


def _commands(rows: Iterable[CommandResult]) -> str:
    lines = ["| what | botspec | beside | ratio |", "|---|---:|---:|---:|"]
    return "\n".join([*lines, *(f"| {row.what} | {row.value} | {row.beside} | {row.ratio} |" for row in rows)])


def _notes(results: Sequence[EngineResult]) -> str:
    measured: list[Engine] = []
    for each in results:
        if each.engine.note and each.engine not in measured:
            measured.append(each.engine)
    absent = [engine.name for engine in ENGINES if not engine.installed]
    lines = [f"- {engine.name}: {engine.note}." for engine in measured]
    return "\n".join([*lines, *([f"- Not installed, so not measured: {', '.join(absent)}."] if absent else [])])
