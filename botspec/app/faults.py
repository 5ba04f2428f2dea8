"""`run --mode simulate --chaos`: what may be asked for, and what is told of it afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botspec.adapters.system.files import write_private
from botspec.app.request import Refused
from botspec.domain.modes import Mode
from botspec.domain.rows import NoteRow
from botspec.run.booking import book

if TYPE_CHECKING:
    from botspec.run.desk import Desk

FAULTS = "faults.json"
INVALID = 2


def check_chaos(told: str | None, mode: Mode) -> None:
    """Raises Refused for faults that there are not, and where none can be injected."""
    if told is None:
        return
    if mode is not Mode.SIMULATE:
        raise Refused(f"--chaos is for --mode simulate: nothing injects faults into mode {mode}", INVALID)
    from botspec.simulator.chaos.profile import ChaosRefused, parse

    try:
        parse(told)
    except ChaosRefused as refused:
        raise Refused(f"--chaos {told}: {refused}", INVALID) from refused


def tell_faults(desk: Desk, told: Mapping[str, Any], folder: Path, at: datetime) -> None:
    """How many of each in the journal; in `faults.json` every one with what it met."""
    write_private(folder / FAULTS, json.dumps(told, indent=1) + "\n")
    book(desk, desk.broker.advance(at, None))  # what the last read, a stale one perhaps, did not show
    counts = ", ".join(f"{name} {count}" for name, count in sorted(told["counts"].items())) or "none"
    desk.record(NoteRow(at, "info", "FAULTS", f"injected from seed {told['seed']}: {counts} ({FAULTS} lists them)"))
