"""`python -m tests.faults.victim_simulator NAME HIT ...`: the simulator, killed in the middle of a command."""

from __future__ import annotations

import os
import resource
import signal
import sys
from typing import Any

from botspec.simulator.__main__ import main
from botspec.simulator.desk import Desk


def arm(name: str, hit: int) -> None:
    """Die at the `hit`-th command of that kind, before or after it is kept; `disk`: no file beyond `hit` kilobytes."""
    if name == "disk":
        resource.setrlimit(resource.RLIMIT_FSIZE, (1024 * hit, resource.RLIM_INFINITY))
        return
    kind, _, when = name.partition("-")
    original = Desk._keep
    left = hit

    def keep(self: Desk, told: str, body: Any) -> None:
        nonlocal left
        left -= told == kind
        due = told == kind and left == 0
        if due and when == "unkept":
            os.kill(os.getpid(), signal.SIGKILL)
        original(self, told, body)
        if due:
            os.kill(os.getpid(), signal.SIGKILL)

    Desk._keep = keep  # type: ignore[method-assign]


if __name__ == "__main__":
    arm(sys.argv[1], int(sys.argv[2]))
    sys.argv = [sys.argv[0], *sys.argv[3:]]
    sys.exit(main())
