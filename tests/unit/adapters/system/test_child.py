"""Attaching to a running simulator: only to one on this machine."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from botspec import wiring
from botspec.adapters.system import child
from botspec.adapters.system.child import attach
from botspec.ports.broker import Unavailable
from botspec.ports.journal import JournalUnwritable
from botspec.simulator.config import Config

LINE = {"url": "http://127.0.0.1:9/", "key": "k", "secret": "s", "control_token": "t", "pid": 1}


@pytest.mark.parametrize(
    "told",
    [
        {**LINE, "url": "https://paper-api.alpaca.markets"},
        {**LINE, "url": "http://127.0.0.1:80@example.org/"},
        {**LINE, "url": 7},
        {},
        [],
        None,
    ],
)
def test_an_address_that_is_none_of_this_machine_is_no_simulator(told: object, tmp_path: Path) -> None:
    address = tmp_path / "simulator.json"
    address.write_text(json.dumps(told))

    assert attach(address) is None


@pytest.mark.parametrize(("code", "raised"), [(8, JournalUnwritable), (1, Unavailable)])
def test_a_simulator_that_ended_on_a_full_disk_is_no_broker_to_ask_again(
    code: int, raised: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """75 tells a service manager to start again at once, 8 that a person must make room."""
    process = subprocess.Popen([sys.executable, "-c", f"raise SystemExit({code})"])
    assert process.wait(30) == code
    nobody: Any = None
    ended = child.Simulator(nobody, nobody, nobody, process.pid, process)
    monkeypatch.setattr(child, "attach", lambda _: ended)
    with pytest.raises(raised), wiring.simulator(nobody, nobody, tmp_path):
        raise Unavailable("the simulator did not answer")


def test_one_whose_bot_was_killed_before_it_knew_the_address_is_found(tmp_path: Path) -> None:
    began = datetime(2010, 1, 4, 14, tzinfo=UTC)
    store = str(tmp_path / "broker.sqlite")
    config = Config(("IBM",), began, Decimal(1), last=date(2010, 2, 1), store=store, idle_exit=30)
    config.write(tmp_path / child.CONFIG)
    orphan = child._spawn(tmp_path)
    try:
        child._first_line(orphan, tmp_path)  # it serves: of two that start at once either may be the one
        found = child.start(tmp_path)
        assert found.pid == orphan.pid
        assert found.control.now() == began
        assert (tmp_path / child.ADDRESS).stat().st_mode & 0o777 == 0o600
        found.stop(tmp_path)
    finally:
        child._end(orphan)
