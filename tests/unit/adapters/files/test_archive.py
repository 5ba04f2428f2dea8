from __future__ import annotations

import os
import stat
import subprocess
import sys
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from botspec.adapters.files.archive import Shelf, files, opened, read_file, symbol_of
from botspec.data.recorded import Days, Held, Recorded
from botspec.market.panel import ActionKind, CorporateAction
from tests.faults.harness import ROOT

SHELF = Shelf("alpaca", "sip", "1Min")
DAYS = Days(date(2024, 1, 2), date(2024, 1, 5))
SPLIT = CorporateAction("BRK/B", date(2024, 1, 3), ActionKind.SPLIT, Decimal("1.5"))


def held(*prices: float) -> Held:
    stamps = np.arange(len(prices), dtype=np.int64) * 60
    return Held(DAYS, Recorded(stamps, np.tile(np.array(prices)[:, np.newaxis], (1, 5))), (SPLIT,))


def test_what_is_written_is_read_to_the_bit(tmp_path):
    with opened(tmp_path, SHELF) as archive:
        assert archive.read("BRK/B") is None
        archive.write("BRK/B", held(0.1, 0.30000000000000004, 5e-324))
        found = archive.read("BRK/B")
    assert found is not None
    assert (found.days, found.actions) == (DAYS, (SPLIT,))
    assert found.bars.values[:, 0].tolist() == [0.1, 0.30000000000000004, 5e-324]
    ((shelf, path),) = files(tmp_path)
    assert (shelf, symbol_of(path)) == (SHELF, "BRK/B")


def test_only_the_owner_can_look(tmp_path):
    root = tmp_path / "cache"
    with opened(root, SHELF) as archive:
        archive.write("A", held(1.0))
        assert stat.S_IMODE(archive.path("A").stat().st_mode) == 0o600
    for folder in (root, *SHELF.under(root).parents[:3]):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("damage", [b"", b"x" * 50, None])
def test_a_damaged_file_is_as_none(tmp_path, damage):
    with opened(tmp_path, SHELF) as archive:
        archive.write("A", held(1.0, 2.0))
        path = archive.path("A")
        path.write_bytes(path.read_bytes()[:-40] if damage is None else damage)
        assert archive.read("A") is None


def test_other_numbers_under_the_same_fingerprint_are_not_taken(tmp_path):
    with opened(tmp_path, SHELF) as archive:
        archive.write("A", held(1.0, 2.0))
        path = archive.path("A")
        with np.load(path) as columns:
            changed = {name: columns[name] for name in columns.files}
        changed["values"] = changed["values"] * 2
        np.savez_compressed(path, **changed)
        assert read_file(path) is None


def test_nothing_that_is_over_is_nothing_to_keep(tmp_path):
    with opened(tmp_path, SHELF) as archive:
        archive.write("A", Held(Days(date(2024, 1, 5), date(2024, 1, 4)), held(1.0).bars))
        assert archive.read("A") is None


WRITER = """
import sys, numpy as np
from datetime import date
from pathlib import Path
from botspec.adapters.files.archive import Shelf, opened
from botspec.data.recorded import Days, Held, Recorded
for _ in range(20):
    with opened(Path(sys.argv[1]), Shelf("alpaca", "sip", "1Min")) as archive:
        held = archive.read("A")
        count = 0 if held is None else len(held.bars.stamps)
        bars = Recorded(np.arange(count + 1, dtype=np.int64), np.ones((count + 1, 5)))
        archive.write("A", Held(Days(date(2024, 1, 2), date(2024, 1, 5)), bars))
"""


def test_two_processes_lose_nothing_of_each_other(tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, tmp_path], env=environment) for _ in range(2)]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    with opened(tmp_path, SHELF) as archive:
        found = archive.read("A")
    assert found is not None
    assert len(found.bars.stamps) == 40
