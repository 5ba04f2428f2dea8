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
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import requests

from botspec.adapters.sqlite import SqliteJournal, holder
from botspec.app.replay import replay
from botspec.domain.rows import FillRow, IntentRow, MarkRow, NoteRow, TripRow
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
    decided_again(journal_of(tmp_path))


def decided_again(journal: Path) -> None:
    """Every order of the journal comes out as it is recorded."""
    again = replay(journal, {})
    with SqliteJournal(journal, "read") as file:
        intents = sum(isinstance(row, IntentRow) for row in file.rows())
    assert (again.first, again.parted, dict(again.left_out), again.orders) == (None, 0, {}, intents)
    assert again.moments > 0


class Recorder:
    """Between a run and a simulator: what was asked for, as METHOD path."""

    def __init__(self, target: str) -> None:
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def pass_on(self) -> None:
                outer.asked.append(f"{self.command} {self.path}")
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                kept = {name: text for name, text in self.headers.items() if name not in {"Host", "Accept-Encoding"}}
                answer = requests.request(self.command, target + self.path, headers=kept, data=body, timeout=30)
                self.send_response(answer.status_code)
                self.send_header("Content-Type", answer.headers.get("Content-Type", "application/json"))
                self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                self.wfile.write(answer.content)

            do_GET = do_POST = do_PATCH = do_DELETE = pass_on  # noqa: N815

            def log_message(self, *_: object) -> None:
                """Nobody reads it."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def address(self, told: dict[str, object], file: Path) -> Path:
        """The simulator's address, but through this."""
        file.write_text(json.dumps({**told, "url": f"http://127.0.0.1:{self.server.server_port}"}) + "\n")
        return file

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.mark.slow
def test_a_shadow_trades_goes_on_and_asks_the_trading_side_nothing(tmp_path, simulator):
    told = json.loads(simulator.read_text())
    recorder = Recorder(told["url"])
    through = recorder.address(told, tmp_path / "through.json")
    spec = tmp_path / "shadow.yaml"
    spec.write_text(SPEC.read_text().replace("mode: paper", "mode: shadow"))
    words = ["run", str(spec), "--simulator", str(through), "--runs", str(tmp_path / "runs"), "--json"]
    first = botspec(*words, "--steps", "4", cwd=tmp_path)
    assert first.code == 0, first.err
    second = botspec(*words, "--steps", "3", cwd=tmp_path)
    recorder.close()
    assert second.code == 0, second.err
    assert second.summary["mode"] == "shadow"

    folder = tmp_path / "runs" / "rehearsal-shadow-main-rehearsal"
    with SqliteJournal(folder / "journal.sqlite", "read") as journal:
        journal.verify()
        rows = list(journal.rows())
    assert any(isinstance(row, FillRow) for row in rows)
    assert [row.code for row in rows if isinstance(row, NoteRow)].count("RECONCILED") >= 2
    assert "UNRECONCILED" not in {row.code for row in rows if isinstance(row, NoteRow)}
    assert any("/v2/stocks/bars" in asked for asked in recorder.asked)
    allowed = ("/v2/stocks/", "/v1/corporate-actions", "/v1beta1/corporate-actions", "/sim/", "/health")
    assert [asked for asked in recorder.asked if not asked.split()[1].startswith(allowed)] == []
    orders, _ = at_the_broker(simulator)
    assert orders == Counter()
    decided_again(folder / "journal.sqlite")


@pytest.mark.slow
def test_whoever_is_to_be_told_hears_of_each_event_once(tmp_path, simulator):
    pytest.importorskip("apprise", reason="the extra notify is not installed")
    listener = Listener()
    addresses = {
        "BOTSPEC_ALERT_URL": f"json://{listener.place}/s3cret",
        "BOTSPEC_ALERT_DEAD": "http://127.0.0.1:9/s3cret",  # nobody listens there: it holds up nothing
    }
    words = ["run", str(SPECS / "telling.yaml"), "--simulator", str(simulator), "--runs", str(tmp_path / "runs")]
    first = botspec(*words, "--steps", "14", cwd=tmp_path, environment=addresses)
    assert first.code == 0, first.err
    revoke(simulator)
    last = botspec(*words, cwd=tmp_path, environment=addresses)
    listener.close()
    assert last.code == 4, last.err

    titles = Counter(each["title"].removeprefix("telling (paper): ") for each in listener.got)
    assert titles.keys() == {"fill", "headroom", "halt", "error", "session end"}
    with SqliteJournal(tmp_path / "runs" / "rehearsal-main-telling" / "journal.sqlite", "read") as journal:
        rows = list(journal.rows())
    assert titles["fill"] == sum(isinstance(row, FillRow) for row in rows) > 0
    assert titles["halt"] == sum(isinstance(row, TripRow) for row in rows) > 0
    assert len({each["message"] for each in listener.got}) == len(listener.got)
    assert "alert 'halt' to env:BOTSPEC_ALERT_DEAD was not delivered: no answer" in first.err
    assert "s3cret" not in f"{first} {last}"


class Listener:
    """Takes what apprise posts as JSON."""

    def __init__(self) -> None:
        self.got: list[dict[str, str]] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                listener.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nobody reads it."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.place = f"127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def revoke(address: Path, *, back: bool = False) -> None:
    told = json.loads(address.read_text())
    token = {"Authorization": f"Bearer {told['control_token']}"}
    assert requests.post(f"{told['url']}/sim/revoke", json={"back": back}, headers=token, timeout=10).ok


def test_keys_that_are_revoked_end_the_run_and_say_what_is_left(tmp_path, simulator):
    first = botspec(*arguments(tmp_path, simulator, "--steps", "3"), cwd=tmp_path)
    assert first.code == 0, first.err
    running = started(tmp_path, simulator)
    revoke(simulator)
    _, err = running.communicate(timeout=PATIENCE_SECONDS)
    assert running.returncode == 4, err
    assert "from now on nobody looks after this bot\n  held       " in err
    assert "put keys in place that count (botspec doctor SPEC checks them)" in err
    assert "refused the keys" in err.splitlines()[-1]

    again = botspec(*arguments(tmp_path, simulator), cwd=tmp_path)
    assert again.code == 4
    revoke(simulator, back=True)
    last = botspec(*arguments(tmp_path, simulator, "--steps", "1"), cwd=tmp_path)
    assert last.code == 0, last.err
