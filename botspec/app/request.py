"""What a person asks of a run, what the run says while it goes, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from botspec.domain.modes import Mode

if TYPE_CHECKING:
    from botspec.compiler.check import Checked
    from botspec.diagnostics.finding import Finding
    from botspec.gates.facts import SourceFacts
    from botspec.report.record import RunRecord


class Refused(Exception):
    """The run was not started; `exit_code` is the documented one."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class CodeFailed(Exception):
    """A plug-in failed under way; `typed` is what the person at the terminal answered at the start, if one did."""

    def __init__(self, message: str, typed: str = "") -> None:
        super().__init__(message)
        self.typed = typed


@dataclass(frozen=True, slots=True)
class RunRequest:
    """A spec and how to narrow it; `simulator` is the file with a running simulator's address, for rehearsals.

    `until` is close, flat or a date; None for ever. `armed` means that nobody is at a terminal; `source` is the bundle
    that the spec came in; `chaos` are the faults of the embedded simulator. The start is held to `plan`, a file of
    botspec plan. Without `streams` the broker is only asked.
    """

    spec: Path
    runs: Path
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    mode: Mode | None = None
    live: bool = False
    armed: bool = False
    symbols: Sequence[str] | None = None
    tighten: Sequence[str] = ()
    steps: int | None = None
    until: str | None = None
    streams: bool = True
    fresh: bool = False
    fast_forward: bool = True
    simulator: Path | None = None
    chaos: str | None = None
    policy: Path | None = None
    source: SourceFacts | None = None
    plan: Path | None = None
    arguments: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Banner:
    """What a run says before it begins; money in USD."""

    bot: str
    mode: Mode
    account: str
    digest: str
    symbols: Sequence[str]
    period: str
    capital: Decimal
    equity: float
    limits: Sequence[str]
    guards: Sequence[str]
    narrowed: Sequence[str]
    next_decision_at: datetime | None
    run_dir: Path
    resumed: str | None = None


class Watcher(Protocol):
    """Whoever looks on: a terminal, or nobody."""

    def banner(self, banner: Banner) -> None:
        """A run begins."""
        ...

    def progress(self, done: int, total: int | None, at: datetime, equity: float) -> None:
        """A step is done."""
        ...

    def finding(self, finding: Finding, checked: Checked) -> None:
        """The spec runs, but something in it is worth a look."""
        ...

    def note(self, text: str) -> None:
        """Something worth a line."""
        ...


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run came to; money in USD, `ended` as in the journal's last row."""

    run_dir: Path
    mode: Mode
    digest: str
    ended: str
    start_equity: float
    final_equity: float
    orders: int
    denied: int
    fills: int
    trades: int
    reports: Mapping[str, Path]
    exit_code: int
    record: RunRecord
