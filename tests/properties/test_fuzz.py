"""A slice of the campaign `python -m tests.properties.fuzz --count 2000`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.properties.fuzz import Tally, chunk

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("number", "scripted"), [(1, False), (2, True)], ids=["written", "scripted"])
def test_random_bots_keep_every_promise(number: int, scripted: bool) -> None:  # noqa: FBT001
    tally = Tally()
    chunk(number, 25, tally, scripted=scripted)

    assert tally.runs >= 25
    assert min(tally.seen[each] for each in ("orders that open", "fills", "denials", "bars that cannot be")) > 10


def test_hash_seeds_change_nothing() -> None:
    """I13 for whole runs: another process with another hash seed writes the same bytes."""
    told = []
    for hash_seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "tests.properties.fuzz", "--count", "12", "--only", "3"]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT, check=True)
        told.append(done.stdout.splitlines()[-1])

    assert told[0] == told[1]
    assert told[0].startswith("12 bots")
