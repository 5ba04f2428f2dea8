"""A simulated run under faults on purpose: refused where there are none, told where there are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from botspec.app.faults import check_chaos
from botspec.app.request import Refused
from botspec.domain.modes import Mode

ROOT = Path(__file__).parents[3]
SPEC = ROOT / "specs" / "quickstart.yaml"


@pytest.mark.parametrize("mode", [Mode.BACKTEST, Mode.PAPER, Mode.LIVE])
def test_only_a_simulation_is_disturbed(mode: Mode) -> None:
    with pytest.raises(Refused, match="--chaos is for --mode simulate"):
        check_chaos("42", mode)
    check_chaos(None, mode)


def test_faults_that_there_are_not() -> None:
    with pytest.raises(Refused, match="'wild' is no profile") as refused:
        check_chaos("wild:1", Mode.SIMULATE)
    assert refused.value.exit_code == 2


def test_a_disturbed_run_ends_reconciled_and_lists_its_faults(tmp_path: Path) -> None:
    words = [
        "run",
        str(SPEC),
        "--mode",
        "simulate",
        "--steps",
        "60",
        "--chaos",
        "network:9",
        "--runs",
        str(tmp_path),
        "--json",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "botspec.cli.main", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    (folder,) = tmp_path.iterdir()
    told = json.loads((folder / "faults.json").read_text(encoding="utf-8"))
    assert sum(told["counts"].values()) == len(told["faults"]) > 3
    assert told["seed"] == "9"
    assert "injected from seed 9" in (folder / "report.md").read_text(encoding="utf-8")
