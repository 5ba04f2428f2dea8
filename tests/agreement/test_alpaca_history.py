"""A back-test on history asked of an Alpaca, here a simulator: the bars of the sample, so the run of the sample."""

from __future__ import annotations

import json
import select
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.harness import PATIENCE_SECONDS, botspec, clean_environment

SPEC = """\
version: 1
id: history
mode: backtest
universe: {symbols: [AAPL, IBM]}
data: {source: SOURCE}
strategy: {kind: mean_reversion_momentum}
sizing: {kind: percent_of_equity, percent: 30%}
risk: {guards: [{kind: drawdown, limit: 8%, action: flatten, release: manual}]}
schedule: {submit: after_open}
simulation: {period: {from: 2007-01-03, to: 2008-12-31}}
"""


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Path]:
    command = ["-m", "botspec.cli.main", "simulate", "serve", "--from", "2010-04-19", "--stepped", "--idle-exit", "60"]
    process = subprocess.Popen(
        [sys.executable, *command, "--json"], cwd=tmp_path, env=clean_environment(), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], PATIENCE_SECONDS)
    assert ready
    address = tmp_path / "simulator.json"
    address.write_text(process.stdout.readline(), encoding="utf-8")
    yield address
    process.terminate()
    process.wait(PATIENCE_SECONDS)
    process.stdout.close()


def write(folder: Path, source: str) -> Path:
    spec = folder / f"{source}.yaml"
    spec.write_text(SPEC.replace("SOURCE", source), encoding="utf-8")
    return spec


def test_history_is_asked_for_once_and_the_run_is_that_of_the_sample(simulator: Path, tmp_path: Path) -> None:
    environment = {"BOTSPEC_CACHE": str(tmp_path / "cache")}
    spec = write(tmp_path, "alpaca")

    def told(*words: str) -> list[dict[str, object]]:
        done = botspec("data", *words, "--json", cwd=tmp_path, environment=environment)
        assert done.code == 0, done.err
        return list(json.loads(done.out))

    def equity(path: Path, *more: str) -> float:
        done = botspec("run", path, *more, "--json", cwd=tmp_path, environment=environment)
        assert done.code == 0, done.err
        return float(done.summary["final_equity"])

    assert told("status") == []
    fetched = told("fetch", str(spec), "--simulator", str(simulator))
    assert [(each["symbol"], each["last"]) for each in fetched] == [("AAPL", "2008-12-31"), ("IBM", "2008-12-31")]
    before = told("status")
    at_hand = equity(spec, "--simulator", str(simulator))
    assert told("status") == before
    assert at_hand == equity(write(tmp_path, "sample"))
    assert [each["symbol"] for each in told("clear", "--symbols", "IBM")] == ["IBM"]
    assert [each["symbol"] for each in told("status")] == ["AAPL"]


def test_without_keys_it_is_said_how_to_get_them(tmp_path: Path) -> None:
    done = botspec("run", write(tmp_path, "alpaca"), cwd=tmp_path, environment={"BOTSPEC_CACHE": str(tmp_path)})
    assert done.code == 4
    assert "no Alpaca paper keys for account 'main'" in done.err


def test_a_period_is_needed(tmp_path: Path) -> None:
    spec = write(tmp_path, "alpaca")
    spec.write_text(spec.read_text().replace("simulation:", "# simulation:"), encoding="utf-8")
    done = botspec("run", spec, cwd=tmp_path)
    assert done.code == 2
    assert "source alpaca needs a period: write simulation: {period: {last: 5y}}" in done.err
