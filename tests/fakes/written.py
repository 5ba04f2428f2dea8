"""Bots as a person would have them: a spec in YAML and bars in files, run in this process by what `botspec run` calls.

Only the simulator is not a process of its own but a thread: the same server, on a loopback port, with its account in
the run folder.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

from requests import Session
from ruamel.yaml import YAML

from botspec.adapters.sqlite import Loaded, SqliteJournal
from botspec.adapters.system import child
from botspec.adapters.system.control import SimulatorControl
from botspec.adapters.system.http import Origin
from botspec.adapters.system.secret import Credentials, Secret
from botspec.app import run as app_run
from botspec.app.folders import JOURNAL
from botspec.app.request import RunRequest
from botspec.app.validate import check_file
from botspec.compiler.compile import compile_spec
from botspec.domain.modes import Mode
from botspec.domain.rows import EndedRow
from botspec.market.moments import moment
from botspec.simulator.app import Application
from botspec.simulator.config import read
from botspec.simulator.serve import Server, listener
from botspec.simulator.simulation import build
from tests.fakes.trials import RowT, only

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from botspec.app.request import Banner
    from botspec.compiler.check import Checked
    from botspec.compiler.context import Context
    from botspec.diagnostics.finding import Finding
    from botspec.market.panel import Panel
    from botspec.pipeline import Pipeline

PATIENCE = 20.0
WIDEST_WITHIN_A_DAY = 7200 * 10**9


def write_spec(folder: Path, spec: Mapping[str, Any] | str, panel: Panel) -> Path:
    """`spec.yaml`, and beside it the bars (days as days, others by their moment) of each symbol."""
    (folder / "bars").mkdir(parents=True, exist_ok=True)
    daily = int((panel.closed_at - panel.opened_at).min()) > WIDEST_WITHIN_A_DAY
    for column, symbol in enumerate(panel.symbols):
        lines = ["timestamp,open,high,low,close,volume", *_bars(panel, column, daily=daily)]
        (folder / "bars" / f"{symbol}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    if panel.actions:
        told = [f"{each.symbol},{each.ex_on},{each.kind.value},{each.value}" for each in panel.actions]
        (folder / "bars" / "actions.csv").write_text("\n".join(["symbol,ex_on,kind,value", *told]), encoding="utf-8")
    path = folder / "spec.yaml"
    path.write_text(spec if isinstance(spec, str) else text_of(spec), encoding="utf-8")
    return path


def text_of(spec: Mapping[str, Any]) -> str:
    """As YAML, every value written out."""
    text, yaml = StringIO(), YAML(typ="safe", pure=True)
    yaml.representer.ignore_aliases = lambda _: True
    yaml.dump(dict(spec), text)
    return text.getvalue()


def _bars(panel: Panel, column: int, *, daily: bool) -> Iterator[str]:
    for row in range(len(panel)):
        close = float(panel.close[row, column])
        if close == close:  # noqa: PLR0124  a missing bar is NaN
            opened = moment(int(panel.opened_at[row]))
            prices = (float(each[row, column]) for each in (panel.open, panel.high, panel.low))
            numbers = ",".join(repr(price) for price in (*prices, close))
            at = opened.date().isoformat() if daily else opened.isoformat().replace("+00:00", "Z")
            yield f"{at},{numbers},{int(panel.volume[row, column])}"


@dataclass(frozen=True, slots=True)
class Threaded:
    """A simulator in a thread; it stops when its run does, and the account stays in the run folder."""

    origin: Origin
    credentials: Credentials
    control: SimulatorControl
    server: Server
    thread: threading.Thread

    @contextmanager
    def of_a_run(self, folder: Path) -> Iterator[None]:
        try:
            yield
        finally:
            self.stop(folder)

    def stop(self, folder: Path) -> None:  # noqa: ARG002
        self.server.should_exit = True
        self.thread.join(PATIENCE)


def start_here(folder: Path) -> Threaded:
    """Stands for `child.start`."""
    config, door, ready = read(folder / child.CONFIG).with_keys(), listener(0), threading.Event()
    servers: list[Server] = []

    def serve() -> None:
        simulation = build(config)
        servers.append(Server(simulation, Application(simulation), None, ready.set))
        with door:
            servers[0].run(sockets=[door])
        assert simulation.store is not None
        simulation.store.close()

    port = door.getsockname()[1]
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    assert ready.wait(PATIENCE)
    origin, keys = (
        Origin(f"http://127.0.0.1:{port}/"),
        Credentials("simulator", Secret(config.key), Secret(config.secret)),
    )
    return Threaded(origin, keys, SimulatorControl(origin, Secret(config.control_token)), servers[0], thread)


def compiled(spec: Path) -> Pipeline:
    """The bot of a spec that is valid."""
    checked = check_file(spec)
    assert checked.context is not None, checked.findings
    return compile_spec(checked.context, spec.parent)


@contextmanager
def simulators_here() -> Iterator[None]:
    """Simulators of runs are threads here, and what a process would leave to its end is closed at the end of this."""
    sessions: list[Session] = []
    begin = Session.__init__

    def noted(session: Session) -> None:
        sessions.append(session)
        begin(session)

    with mock.patch.object(child, "start", start_here), mock.patch.object(Session, "__init__", noted):
        try:
            yield
        finally:
            for session in sessions:
                session.close()


class Leaving:
    """Looks on, says nothing, and has left after so many steps."""

    def __init__(self, after: int | None) -> None:
        self.after, self.left = after, False

    def banner(self, banner: Banner) -> None: ...
    def finding(self, finding: Finding, checked: Checked) -> None: ...
    def note(self, text: str) -> None: ...

    def progress(self, done: int, total: int | None, at: datetime, equity: float) -> None:  # noqa: ARG002
        self.left = self.after is not None and done >= self.after


@dataclass(frozen=True, slots=True)
class Journalled:
    """What a run left in its journal, in order."""

    ended: str
    loaded: Loaded

    def rows(self, *kinds: type[RowT]) -> list[RowT]:
        return [row for row in self.loaded.rows if isinstance(row, kinds)]

    @property
    def last(self) -> EndedRow:
        (found,) = only(self.loaded.rows, EndedRow)
        return found


def run_here(
    spec: Path,
    mode: Mode,
    *,
    runs: Path | None = None,
    until_step: int | None = None,
    account: Decimal | None = None,
    **more: Any,
) -> Journalled:
    """Check, compile, run and report; the run goes on where one left off, and is left after so many steps.

    `account` is what is really in the account, when that is not what the spec says.
    """
    leaving, request = Leaving(until_step), RunRequest(spec, runs or spec.parent / "runs", mode=mode, **more)
    with simulators_here(), mock.patch.object(app_run, "compile_spec", partial(_with_cash, account)):
        done = app_run.run(request, leaving, lambda: leaving.left)
    with SqliteJournal(done.run_dir / JOURNAL, "read") as journal:
        return Journalled(done.ended, journal.load())


def _with_cash(account: Decimal | None, context: Context, folder: Path) -> Pipeline:
    bot = compile_spec(context, folder)
    return bot if account is None else replace(bot, simulation=replace(bot.simulation, cash=account))


def both_ways(spec: Path) -> tuple[Journalled, Journalled]:
    """Simulated, and back-tested."""
    return run_here(spec, Mode.SIMULATE), run_here(spec, Mode.BACKTEST)
