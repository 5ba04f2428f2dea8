"""The simulator as a process: ready line, alpaca-py over a real socket, kill -9, SIGTERM, silence."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from requests import ConnectionError, Session  # noqa: A004 - requests' own

from botspec.simulator.config import Config
from tests.fakes.alpaca_py import LimitOrderRequest, MarketOrderRequest, OrderSide, TimeInForce, TradingClient

ROOT = Path(__file__).parents[3]
PATIENCE = 30


class Running:
    """A child process and a client of it."""

    def __init__(self, config: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "botspec.simulator", "--config", str(config)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert self.process.stdout is not None
        self.ready: dict[str, Any] = json.loads(self.process.stdout.readline())
        self.client = TradingClient(self.ready["key"], self.ready["secret"], url_override=self.ready["url"])
        self.session = Session()
        self.session.trust_env = False

    def advance(self, until: str) -> None:
        answer = self.session.post(
            f"{self.ready['url']}/sim/advance",
            json={"until": until},
            headers={"Authorization": f"Bearer {self.ready['control_token']}"},
            timeout=PATIENCE,
        )
        assert answer.status_code == 200

    def end(self, number: signal.Signals) -> int:
        """What the process left with."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.session.close()
        self.client._session.close()
        return code


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.json"
    Config(
        symbols=("IBM",),
        starts_at=datetime(2010, 1, 4, 14, 0, tzinfo=UTC),
        cash=Decimal(100_000),
        last=datetime(2010, 2, 1, tzinfo=UTC).date(),
        store=str(tmp_path / "broker.sqlite"),
        idle_exit=PATIENCE,
    ).write(path)
    return path


def test_killed_at_any_moment_it_goes_on_where_it_answered(config: Path) -> None:
    first = Running(config)
    assert first.ready["url"].startswith("http://127.0.0.1:")
    assert first.ready["pid"] == first.process.pid
    first.advance("2010-01-04T14:30:00Z")
    bought = first.client.submit_order(
        MarketOrderRequest(symbol="IBM", qty=10, side=OrderSide.BUY, time_in_force=TimeInForce.DAY)
    )
    working = first.client.submit_order(
        LimitOrderRequest(symbol="IBM", qty=1, side=OrderSide.BUY, time_in_force=TimeInForce.GTC, limit_price=1)
    )
    before = (first.client.get_account(), first.client.get_orders(), first.client.get_all_positions())
    assert first.end(signal.SIGKILL) == -signal.SIGKILL

    second = Running(config)
    assert (second.client.get_account(), second.client.get_orders(), second.client.get_all_positions()) == before
    found = second.client.get_order_by_id(bought.id)  # type: ignore[union-attr]
    assert found.filled_avg_price == "131.18"  # type: ignore[union-attr]
    second.client.cancel_order_by_id(working.id)  # type: ignore[union-attr]
    assert second.end(signal.SIGTERM) == 0


@pytest.mark.parametrize(("fault", "done"), [("lost_before", 0), ("lost_after", 1)])
def test_a_connection_that_a_fault_ends(config: Path, fault: str, done: int) -> None:
    disturbed = json.loads(config.read_text(encoding="utf-8")) | {"chaos": f"{fault}=1"}
    config.write_text(json.dumps(disturbed), encoding="utf-8")
    running = Running(config)
    running.advance("2010-01-04T14:30:00Z")
    with pytest.raises(ConnectionError):
        running.client.submit_order(
            MarketOrderRequest(symbol="IBM", qty=10, side=OrderSide.BUY, time_in_force=TimeInForce.DAY)
        )
    told = {
        path: running.session.get(
            running.ready["url"] + path,
            headers={"Authorization": f"Bearer {running.ready['control_token']}"},
            timeout=PATIENCE,
        ).json()
        for path in ("/sim/state", "/sim/faults")
    }
    assert (told["/sim/state"]["orders"], told["/sim/faults"]["counts"]) == (done, {fault: 1})
    running.end(signal.SIGTERM)


def test_it_ends_by_itself_after_a_silence(config: Path) -> None:
    silent = json.loads(config.read_text(encoding="utf-8")) | {"idle_exit": 0.1}
    config.write_text(json.dumps(silent), encoding="utf-8")
    running = Running(config)
    assert running.process.wait(PATIENCE) == 0
    running.end(signal.SIGTERM)


def test_a_configuration_that_cannot_be_served(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text('{"symbols": []}', encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "botspec.simulator", "--config", str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "not a configuration" in done.stderr
