"""Both versions of a bot over the same bars."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from botspec.app.diff import diff_paths, folder_of
from botspec.app.past_runs import past_runs
from botspec.app.request import RunRequest
from botspec.app.run import run
from botspec.app.trial import Bars, tried, tried_over
from botspec.gitops.behaviour import Behaviour, NotTried
from botspec.spec.words import Source
from tests.unit.compiler.specs import RIGHT

SHORT = RIGHT.replace("to: 2010-12-31", "to: 2007-12-31")


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.yaml").write_text(SHORT)
    return tmp_path


def behaviours(folder, *edits, bars=None):
    text = SHORT
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    (folder / "new.yaml").write_text(text)
    return tried(diff_paths(folder / "old.yaml", folder / "new.yaml").specs, folder_of, bars)


def test_orders_that_appear_vanish_and_change(files):
    (found,) = behaviours(files, ("oversold: 30", "oversold: 35"))
    assert isinstance(found, Behaviour)
    assert found.appeared
    assert found.orders[1] > found.orders[0] > 0
    assert found.name == "2007-01-03 to 2007-12-31"
    assert len(found.days) == len(found.equity[0]) == len(found.equity[1]) == 251


def test_a_smaller_size_changes_orders_and_makes_none(files):
    (found,) = behaviours(files, ("percent: 30%", "percent: 15%"))
    assert (found.appeared, found.vanished) == ((), ())
    assert found.changed[0].before != found.changed[0].after


def test_a_description_changes_nothing(files):
    (found,) = behaviours(files, ("version: 1\n", "version: 1\ndescription: other\n"))
    assert found.same


def test_what_limited_it_is_counted(files):
    (found,) = behaviours(files, ("max_open_positions: 3", "max_open_positions: 1"))
    lines = {line.name: (line.before, line.after) for line in found.lines}
    assert int(lines["denied by max_open_positions"][1]) > int(lines["denied by max_open_positions"][0])


def test_bars_that_are_not_here_are_said(files):
    alpaca = (("source: sample", "source: alpaca"), ("mode: backtest", "mode: paper\ncapital: 9000 USD"))
    (found,) = behaviours(files, *alpaca, ("    - {kind: daily_loss, limit: 2%", "    - {kind: daily_loss, limit: 1%"))
    assert isinstance(found, NotTried)
    assert "--bars" in found.why
    (found,) = behaviours(files, *alpaca, bars=Bars(Source.SAMPLE))
    assert isinstance(found, Behaviour)


def test_an_invalid_version_is_not_tried(files):
    (found,) = behaviours(files, ("GOOG, IBM]", "GOOG, IBM, GE]"), ("percent: 30%", "percent: 29%"))
    assert isinstance(found, NotTried)


class Nobody:
    def banner(self, *_):
        pass

    progress = finding = note = banner


def with_runs(files, count=2):
    for _ in range(count):
        run(RunRequest(Path("old.yaml"), files / "runs"), Nobody(), lambda: False)
    (files / "new.yaml").write_text(SHORT.replace("oversold: 30", "oversold: 35"))
    (spec,) = diff_paths(files / "old.yaml", files / "new.yaml").specs
    return spec


def test_past_runs_are_tried_over_their_own_bars(files):
    spec = with_runs(files)
    runs = past_runs(files / "runs", "dip-buyer", 20)
    assert len(runs) == 2
    assert len(past_runs(files / "runs", "dip-buyer", 1)) == 1
    assert past_runs(files / "runs", "other", 20) == []
    found = tried_over(spec, files, runs)
    assert all(isinstance(each, Behaviour) and each.appeared for each in found)
    assert found[0].bars == runs[0].bars
    assert found[0].name.startswith("over run dip-buyer-backtest-")


def test_bars_that_have_changed_since_are_not_used(files):
    spec = with_runs(files, 1)
    (past,) = past_runs(files / "runs", "dip-buyer", 1)
    (found,) = tried_over(spec, files, [replace(past, bars="0" * 64)])
    assert isinstance(found, NotTried)
    assert "fingerprint" in found.why
