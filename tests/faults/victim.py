"""`python -m tests.faults.victim POINT HIT WHO -- ARGUMENTS`: botspec, struck at a named moment.

WHO is `bot` (killed), `both` (the simulator first, then the bot), `asked` (the bot gets Ctrl-C instead), `ended`
(SIGTERM), `left` (it has a terminal of its own, which is closed) or `nohup` (likewise, with SIGHUP ignored from the
start). The point `simulator:NAME` kills the simulator alone, from inside; `disk` lets no file grow beyond HIT kilobytes
once the simulator runs.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from botspec.adapters.system import child
from botspec.cli.main import main

SIMULATOR = "simulator:"
NUMBERS = {"asked": signal.SIGINT, "ended": signal.SIGTERM}


def victim(point: str, hit: int, who: str, arguments: list[str]) -> None:
    """Arm the point and run botspec."""
    sys.argv = ["botspec", *arguments]
    if "STARTED_AT" in os.environ:
        _tell_when_ready(float(os.environ["STARTED_AT"]))
    if point.startswith(SIMULATOR):
        _arm_simulator(point.removeprefix(SIMULATOR), hit)
    elif point == "disk":
        _arm_disk(1024 * hit)
    elif point != "none":
        from tests.faults.points import BY_NAME

        strike = _hang_up(who) if who in {"left", "nohup"} else partial(_signal, NUMBERS.get(who, signal.SIGKILL))
        BY_NAME[point].install(_striker(hit, strike, _simulator_pids() if who == "both" else []))
    main(arguments)


def _tell_when_ready(began: float) -> None:
    """Once journal and broker agree."""
    from botspec.app import session

    original = session.start_up

    def told(*given: Any, **named: Any) -> Any:
        found = original(*given, **named)
        sys.stderr.write(f"READY {time.time() - began:.3f}\n")
        sys.stderr.flush()
        return found

    session.start_up = told


def _simulator_pids() -> list[int]:
    """Filled with the simulator's process id as soon as the bot knows it."""
    found: list[int] = []
    original = child._simulator

    def noted(told: dict[str, Any], process: Any) -> Any:
        found.append(int(told["pid"]))
        return original(told, process)

    child._simulator = noted
    return found


def _signal(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)


def _hang_up(who: str) -> Any:
    """Writes go to a terminal from here on; what is given closes it and tells twice, as a shell and the kernel do."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN if who == "nohup" else signal.SIG_DFL)  # whatever these tests run under
    ours, terminal = os.openpty()
    for descriptor in (1, 2):
        os.dup2(terminal, descriptor)
    os.close(terminal)

    def close() -> None:
        os.close(ours)
        _signal(signal.SIGHUP)
        _signal(signal.SIGHUP)

    return close


def _striker(hit: int, final: Any, simulators: list[int]) -> Any:
    left = hit

    def strike() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            with suppress(ProcessLookupError):  # a run that is over has ended it
                for process in simulators[-1:]:
                    os.kill(process, signal.SIGKILL)
            final()

    return strike


def _arm_disk(most: int) -> None:
    original = child.start

    def started(folder: Path) -> Any:
        found = original(folder)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
        return found

    child.start = started


def _arm_simulator(name: str, hit: int) -> None:
    original = subprocess.Popen

    def armed(command: Any, *given: Any, **named: Any) -> Any:
        if "botspec.simulator" in command:
            where = command.index("botspec.simulator")
            command = [*command[:where], "tests.faults.victim_simulator", name, str(hit), *command[where + 1 :]]
        return original(command, *given, **named)

    child.subprocess.Popen = armed  # type: ignore[misc,assignment]


if __name__ == "__main__":
    point, hit, who, _, *arguments = sys.argv[1:]
    victim(point, int(hit), who, arguments)
