"""Real money, rehearsed: a repository that was approved, a simulator where the live host would be, time in steps."""

from __future__ import annotations

import gc
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from botspec import wiring
from botspec.adapters.alpaca import connect
from botspec.adapters.sqlite import SqliteJournal
from botspec.adapters.system import child, terminal
from botspec.adapters.system.simulated_clock import SteppedClock
from botspec.app.approve import Wish, approve
from botspec.app.request import RunRequest
from botspec.app.run import run
from botspec.simulator.config import SAMPLE, Config
from tests.fakes.repositories import APPROVER, POLICY, a_repository
from tests.faults.live_host import in_place_of_alpaca
from tests.faults.live_rehearsal import FROM, KEYS, NUMBER, SEED, SPEC, Onlooker, dated


@pytest.fixture
def live_host(tmp_path):
    """A simulator that time is stepped in, where the live host and its data would be."""
    folder = tmp_path / "alpaca"
    folder.mkdir()
    config = Config(
        symbols=("AAPL", "GOOG", "IBM", "MSFT"),
        starts_at=FROM,
        cash=Decimal(50_000),
        bars=SAMPLE,
        last=date(2010, 6, 30),
        idle_exit=120,
        seed=SEED,
        key=KEYS["APCA_API_KEY_ID"],
        secret=KEYS["APCA_API_SECRET_KEY"],
        store=str(folder / "broker.sqlite"),
    )
    config.write(folder / child.CONFIG)
    running = child.start(folder)
    port = int(running.origin.url.rstrip("/").rpartition(":")[2])
    with in_place_of_alpaca(port, port):
        yield running
    running.stop(folder)
    if running.process is not None and running.process.stdout is not None:
        running.process.stdout.close()
    gc.collect()


@pytest.fixture
def reviewed():
    """The spec, and what lies beside it by name."""
    return SPEC, {}


@pytest.fixture
def work(tmp_path, reviewed):
    """Approved, committed, and good for the month of the bars."""
    spec, beside = reviewed
    made = a_repository(
        tmp_path / "repository", spec.replace("submit: after_open", "submit: after_open, heartbeat: 4h"), POLICY
    )
    for name, text in beside.items():
        (made.spec.parent / name).parent.mkdir(exist_ok=True)
        (made.spec.parent / name).write_text(text, encoding="utf-8")
        made.commit(f"{name} as it was reviewed")
    approve(made.spec, Wish(NUMBER, APPROVER, runs=tmp_path / "no-runs"))
    dated(made, datetime(2010, 4, 18, tzinfo=UTC), datetime(2010, 5, 17, tzinfo=UTC))
    return made


@pytest.fixture
def asked(monkeypatch):
    """The questions put to the terminal; all are answered as they should be."""
    questions = []

    def answer(question):
        questions.append(question)
        return f"YES I UNDERSTAND {NUMBER[-4:]}"

    monkeypatch.setattr(terminal, "ask", answer)
    return questions


@pytest.fixture
def trade(work, live_host, asked, tmp_path, monkeypatch):  # noqa: ARG001  (the terminal answers)
    """Run some bars of it; gives what it came to, its journal's rows and what was said."""
    clock = SteppedClock(live_host.control)
    monkeypatch.setattr(wiring, "wall_clock", lambda *_: clock)
    monkeypatch.setattr(connect, "BudgetedAdapter", lambda inner, *_, **__: inner)  # its minutes are real ones

    def go(steps, plan=None, environment=KEYS):
        onlooker = Onlooker()
        asked = RunRequest(
            work.spec, tmp_path / "runs", environment=environment, live=True, steps=steps, streams=False, plan=plan
        )
        done = run(asked, onlooker, lambda: False)
        with SqliteJournal(done.run_dir / "journal.sqlite", "read") as journal:
            journal.verify()
            return done, list(journal.rows()), onlooker.notes

    return go
