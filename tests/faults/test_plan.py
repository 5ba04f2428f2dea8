"""A plan of an account, against a simulator that runs by itself: made, kept to, refused when something has moved."""

import json
from pathlib import Path

import pytest

from tests.faults.harness import SPECS, botspec
from tests.faults.test_rehearsal import simulator

pytestmark = pytest.mark.wallclock
SPEC = str(SPECS / "rehearsal.yaml")
__all__ = ["simulator"]


def words(command: str, folder: Path, address: Path, *more: str) -> list[str]:
    return [command, SPEC, "--simulator", str(address), "--runs", str(folder / "runs"), "--json", *more]


def test_a_plan_is_made_and_refused_once_the_account_has_moved(tmp_path, simulator):
    made = botspec(*words("plan", tmp_path, simulator, "--out", str(tmp_path / "plan.json")), cwd=tmp_path)
    assert made.code == 0, made.err
    plan = json.loads((tmp_path / "plan.json").read_text())
    assert plan["account"].startswith("****")
    assert plan["where"] == "a simulator on this machine"
    assert not (tmp_path / "runs").exists()

    assert botspec(*words("run", tmp_path, simulator, "--steps", "2"), cwd=tmp_path).code == 0
    stale = botspec(*words("run", tmp_path, simulator, "--plan", str(tmp_path / "plan.json")), cwd=tmp_path)
    assert stale.code == 3, stale.err
    assert "this has moved" in stale.err
    assert "positions, open orders or the journal" in stale.err
