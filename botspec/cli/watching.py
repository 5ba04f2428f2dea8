"""A run on a terminal: a banner, one moving line, notes. Progress is off where nobody watches."""

from __future__ import annotations

import shutil
import sys
from datetime import datetime
from textwrap import wrap
from typing import TYPE_CHECKING

from botspec.app.request import Banner
from botspec.diagnostics.render_text import render
from botspec.domain.modes import Mode
from botspec.market.calendar import NEW_YORK, in_new_york

if TYPE_CHECKING:
    from botspec.compiler.check import Checked
    from botspec.diagnostics.finding import Finding

WIDTH = 78
BAR = 24
INDENT = 10
EVERY = 7
ACCOUNTS = {Mode.BACKTEST: "in process", Mode.SIMULATE: "embedded simulator, this machine only"}


class Onlooker:
    """Prints to standard output what a person reads, to standard error what moves. `quiet` keeps the former back."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._moving = sys.stderr.isatty()
        self._shown = False

    def banner(self, banner: Banner) -> None:
        """A run begins."""
        if not self._quiet:
            sys.stdout.write("\n".join(_lines(banner)) + "\n\n")
            sys.stdout.flush()

    def progress(self, done: int, total: int | None, at: datetime, equity: float) -> None:
        """A step is done: one line that moves, on a terminal only; by the clock, with no end in sight, at each."""
        if not self._moving or (total and done % EVERY and done != total):
            return
        width, there = _width(), at.astimezone(NEW_YORK)
        part = f"{done}/{total} {_drawn(done, total)} {there:%Y-%m-%d}" if total else in_new_york(at)
        sys.stderr.write(f"\r{part} equity {equity:,.2f} USD".ljust(width)[:width])
        sys.stderr.flush()
        self._shown = True

    def finding(self, finding: Finding, checked: Checked) -> None:
        """The spec runs, but something in it is worth a look."""
        self.note(render((finding,), {checked.source.path: checked.source}).rstrip("\n"))

    def note(self, text: str) -> None:
        """Something worth a line."""
        self.clear()
        sys.stderr.write(text + "\n")

    def clear(self) -> None:
        """Take the moving line away."""
        if self._shown:
            sys.stderr.write("\r" + " " * _width() + "\r")
            sys.stderr.flush()
            self._shown = False


def _width() -> int:
    """Columns a line may take: one that wraps could not be written over."""
    return min(WIDTH, shutil.get_terminal_size((WIDTH + 1, 24)).columns - 1)


def _drawn(done: int, total: int) -> str:
    full = BAR * done // total
    return "[" + "#" * full + "." * (BAR - full) + "]"


def _lines(banner: Banner) -> list[str]:
    facts = [
        ("bot", f"{banner.bot}  ({banner.digest[:12]})"),
        ("mode", banner.mode.value),
        ("account", ACCOUNTS.get(banner.mode) or banner.account),
        ("symbols", " ".join(banner.symbols)),
        ("period", banner.period),
        ("capital", f"{banner.capital:,.2f} USD, equity {banner.equity:,.2f} USD"),
        ("limits", "; ".join(banner.limits)),
        ("guards", "; ".join(banner.guards) or "none"),
    ]
    if banner.narrowed:
        facts.append(("narrowed", " ".join(banner.narrowed)))
    if banner.next_decision_at is not None:
        facts.append(("decides", in_new_york(banner.next_decision_at)))
    facts.append(("run", str(banner.run_dir)))
    if banner.resumed:
        facts.append(("resumed", banner.resumed))
    return [line for name, value in facts for line in _wrapped(name, value)]


def _wrapped(name: str, value: str) -> list[str]:
    """One fact, its further lines below its first; a path is never broken."""
    lines = wrap(value, WIDTH - INDENT, break_long_words=False, break_on_hyphens=False) or [""]
    return [f"{name if number == 0 else '':>8}  {line}" for number, line in enumerate(lines)]
