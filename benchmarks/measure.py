"""A child process a measurement: CPU seconds and peak memory of everything it did."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parents[1]
MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True)
class Measured:
    """`told` is what the child printed as its last line, as JSON."""

    cpu_seconds: float
    wall_seconds: float
    peak_mebibytes: float
    code: int
    told: dict[str, float | str | None]

    @property
    def engine_seconds(self) -> float | None:
        """CPU of the engine alone, when the child told it."""
        seconds = self.told.get("engine_seconds")
        return seconds if isinstance(seconds, float) else None


def once(command: Sequence[str], environment: dict[str, str] | None = None) -> Measured:
    """Run a command to its end; its output is kept from the screen."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", **(environment or {})}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # everybody starts from bytecode, as what is installed does
    started = perf_counter()
    child = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    lines = child.stdout.read().splitlines() if child.stdout else []
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    scale = 1 if sys.platform == "darwin" else 1024
    return Measured(
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        wall_seconds=perf_counter() - started,
        peak_mebibytes=usage.ru_maxrss * scale / MEBIBYTE,
        code=child.returncode,
        told=_last_object(lines),
    )


def _last_object(lines: list[str]) -> dict[str, float | str | None]:
    try:
        told = json.loads(lines[-1])
    except (IndexError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def median(command: Sequence[str], times: int, *, expected: int = 0) -> Measured:
    """The run with the median CPU of `times`; the first that ends otherwise than `expected` is returned at once."""
    runs = []
    for _ in range(times):
        run = once(command)
        runs.append(replace(run, code=0 if run.code == expected else run.code or 1))
        if runs[-1].code:
            return runs[-1]
    middle = statistics.median_low(each.cpu_seconds for each in runs)
    return next(each for each in runs if each.cpu_seconds == middle)
