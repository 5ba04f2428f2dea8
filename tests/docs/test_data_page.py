"""The example files of docs/data.md load, and the shown refusal is the real one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from botspec.data import files
from botspec.data.actions import read_actions
from botspec.data.refused import DataRefused
from botspec.spec.words import Timeframe

PAGE = (Path(__file__).parents[2] / "docs" / "data.md").read_text(encoding="utf-8")
BLOCKS = [text for kind, text in re.findall(r"^```(\w*)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE) if not kind]


def test_the_example_files_load(tmp_path):
    bars, actions, _ = BLOCKS
    (tmp_path / "AAPL.csv").write_text(bars, encoding="utf-8")
    (tmp_path / "actions.csv").write_text(actions, encoding="utf-8")
    panel = files.load(tmp_path, ["AAPL"], Timeframe.DAY, None, None)
    assert panel.close[:, 0].tolist() == [214.01, 214.38]
    assert len(read_actions(tmp_path / "actions.csv")) == 2


def test_the_refusal_is_what_is_said(tmp_path):
    (tmp_path / "AAPL.csv").write_text(BLOCKS[0].replace("215.59,213.25", "212.38,213.25"), encoding="utf-8")
    with pytest.raises(DataRefused) as refused:
        files.load(tmp_path, ["AAPL"], Timeframe.DAY, None, None)
    assert str(refused.value).replace(str(tmp_path), "bars") == BLOCKS[2].strip()
