"""Paper by the clock: the whole paper loop against a simulator that runs by itself, half a day a second."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from botspec.adapters.sqlite import SqliteJournal, holder
from botspec.domain.rows import FillRow, IntentRow, MarkRow, NoteRow
from tests.faults.harness import PATIENCE_SECONDS, SPECS, botspec, clean_environment

pytestmark = pytest.mark.wallclock

SPEC = SPECS / "rehearsal.yaml"
SPEED = 43_200
BOTSPEC = [sys.executable, "-m", "tests.faults.victim", "none", "0", "bot", "--"]


@pytest.fixture
def simulator(tmp_path) -> Iterator[Path]:
    """The file with the address of `botspec simulate serve`."""
    arguments = ["simulate", "serve", "--from", "2010-04-19", "--speed", str(SPEED), "--idle-exit", "60", "--json"]
    process = subprocess.Popen(
        [*BOTSPEC, *arguments], cwd=tmp_path, env=clean_environment(), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], PATIENCE_SECONDS)
    assert ready
    address = tmp_path / "simulator.json"
    address.write_text(process.stdout.readline())
    yield address
    process.terminate()
    process.wait(PATIENCE_SECONDS)
    process.stdout.close()


def arguments(folder: Path, simulator: Path, *more: str) -> list[str]:
    return ["run", str(SPEC), "--simulator", str(simulator), "--runs", str(folder / "runs"), "--json", *more]


def started(folder: Path, simulator: Path) -> "subprocess.Popen[str]":
    """A run under way: it holds its journal."""
    process = subprocess.Popen(
        [*BOTSPEC, *arguments(folder, simulator)],
        cwd=folder,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + PATIENCE_SECONDS
    while holder(journal_of(folder)) != process.pid:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return process


def journal_of(folder: Path) -> Path:
    return folder / "runs" / "rehearsal-main-rehearsal" / "journal.sqlite"


def at_the_broker(address: Path) -> tuple[Counter[str], dict[str, float]]:
    told = json.loads(address.read_text())
    answer = requests.get(
        f"{told['url']}/v2/orders",
        params={"status": "all", "limit": 500},
        headers={"APCA-API-KEY-ID": told["key"], "APCA-API-SECRET-KEY": told["secret"]},
        timeout=10,
    )
    orders = answer.json()
    filled = {order["client_order_id"]: float(order["filled_qty"]) for order in orders if float(order["filled_qty"])}
    return Counter(order["client_order_id"] for order in orders), filled


def test_paper_is_rehearsed_stopped_refused_and_continued(tmp_path, simulator):
    first = botspec(*arguments(tmp_path, simulator, "--steps", "2"), cwd=tmp_path)
    assert first.code == 0, first.err
    assert first.summary["mode"] == "paper"
    assert first.summary["ended"] == "steps"

    running = started(tmp_path, simulator)
    second = botspec(*arguments(tmp_path, simulator), cwd=tmp_path)
    assert second.code == 8
    assert f"is being written by process {running.pid}" in second.err
    os.kill(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=PATIENCE_SECONDS)
    assert running.returncode == 130, err
    assert json.loads(out)["ended"] == "interrupted"
    assert "positions and working orders stay as they are" in err

    last = botspec(*arguments(tmp_path, simulator, "--steps", "2"), cwd=tmp_path)
    assert last.code == 0, last.err

    with SqliteJournal(journal_of(tmp_path), "read") as journal:
        journal.verify()
        rows = list(journal.rows())
    intents = Counter(row.intent.request.client_order_id for row in rows if isinstance(row, IntentRow))
    booked: Counter[str] = Counter()
    for row in rows:
        if isinstance(row, FillRow):
            booked[row.fill.client_order_id] += float(row.fill.quantity)
    orders, filled = at_the_broker(simulator)
    assert intents
    assert orders == intents
    assert set(intents.values()) == {1}
    assert dict(booked) == filled
    assert sum(isinstance(row, MarkRow) and row.phase == "close" for row in rows) >= 4
    assert {"RECONCILED", "INTERRUPTED"} <= {row.code for row in rows if isinstance(row, NoteRow)}
    assert "UNRECONCILED" not in {row.code for row in rows if isinstance(row, NoteRow)}
