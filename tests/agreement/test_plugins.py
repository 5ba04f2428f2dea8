"""A plug-in from spec to run: the same in every mode, and never run when it is other code."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from tests.faults.harness import botspec

SOURCE = """\
import numpy as np


def signals(panel, period):
    n = int(period)
    mean = np.full(panel.close.shape, np.nan)
    if len(panel) >= n:
        mean[n - 1 :] = np.lib.stride_tricks.sliding_window_view(panel.close, n, axis=0).mean(axis=-1)
    return {"enter": panel.close > mean, "exit": panel.close < mean, "rank": panel.close / mean}
"""
AHEAD = "def signals(panel, period):\n    return {'enter': panel.close < panel.close[-1], 'exit': panel.close > 1e6}\n"
LOUD = "raise SystemError('imported')\n"
SPEC = """\
version: 1
id: plugged
mode: simulate
capital: 100000 USD
universe: {symbols: [AAPL, IBM]}
data: {source: sample}
plugins: [{module: my.signals, sha256: DIGEST}]
strategy: {kind: python, module: my.signals, warmup: 20, params: {period: 20}}
sizing: {kind: percent_of_equity, percent: 30%}
risk: {guards: [{kind: drawdown, limit: 30%, action: flatten, release: manual}]}
schedule: {submit: after_open}
simulation: {period: {from: 2007-01-03, to: 2007-06-29}}
"""


@pytest.fixture
def written(tmp_path: Path):
    def write(source: str, digest: str = "") -> Path:
        (tmp_path / "my").mkdir(exist_ok=True)
        (tmp_path / "my" / "signals.py").write_text(source, encoding="utf-8")
        spec = tmp_path / "bot.yaml"
        spec.write_text(SPEC.replace("DIGEST", digest or sha256(source.encode()).hexdigest()), encoding="utf-8")
        return spec

    return write


def ran(spec: Path, mode: str):
    return botspec("run", spec.name, "--mode", mode, "--json", cwd=spec.parent)


def test_back_test_and_simulator_agree(written):
    spec = written(SOURCE)
    told = []
    for mode in ("backtest", "simulate"):
        done = ran(spec, mode)
        assert done.code == 0, done.err
        found = json.loads(done.out.splitlines()[-1])
        told.append({key: found[key] for key in ("digest", "final_equity", "orders", "fills", "trades")})

    assert told[0] == told[1]
    assert told[0]["trades"] > 2


@pytest.mark.parametrize("digest", ["0" * 64])
def test_other_code_is_refused_before_it_is_imported(written, digest):
    done = ran(written(LOUD, digest), "backtest")

    assert done.code == 3
    assert "is not the code that was reviewed" in done.err
    assert sha256(LOUD.encode()).hexdigest() in done.err
    assert "Traceback" not in done.err


def test_a_plug_in_that_is_not_there_is_refused(written):
    spec = written(SOURCE)
    (spec.parent / "my" / "signals.py").unlink()

    done = ran(spec, "backtest")

    assert done.code == 3
    assert "cannot be read" in done.err


def test_one_that_looks_ahead_is_refused(written):
    done = ran(written(AHEAD), "backtest")

    assert done.code == 3
    assert "looks ahead" in done.err


def test_one_that_cannot_be_imported_is_wrong_use(written):
    done = ran(written(LOUD), "backtest")

    assert done.code == 2
    assert "cannot be imported: SystemError: imported" in done.err


@pytest.mark.parametrize("words", [("validate",), ("show",)])
def test_reading_a_spec_never_imports_it(written, words):
    spec = written(LOUD)

    done = botspec(*words, spec.name, cwd=spec.parent)

    assert done.code == 0, done.err
