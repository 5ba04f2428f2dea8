"""Both versions of a bot over the same bars."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from botspec import wiring
from botspec.adapters.sqlite import SqliteJournal
from botspec.app.diff import diff_paths, folder_of
from botspec.app.keeping import KeepingJournal
from botspec.app.past_runs import past_runs
from botspec.app.record import spec_row
from botspec.app.request import RunRequest
from botspec.app.run import run
from botspec.app.trial import Bars, tried, tried_over
from botspec.app.validate import check_file
from botspec.compiler.compile import compile_spec
from botspec.domain.modes import Mode
from botspec.domain.rows import SpecRow
from botspec.gitops.behaviour import Behaviour, NotTried
from botspec.spec.words import Source
from tests.unit.compiler.specs import RIGHT

AT = datetime(2024, 6, 10, tzinfo=UTC)
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


def kept_run(files, symbols=("AAPL", "GOOG", "IBM", "MSFT"), again_at=(100,), **spec_changes):
    """A paper run of the shipped bars that was started anew at some rows: its journal keeps what it saw."""
    checked = check_file(files / "old.yaml")
    bot = compile_spec(checked.context, files)
    bars = wiring.local_bars(bot)
    panel = bars.panel.select(symbols)
    folder = files / "runs" / "paper-main-dip-buyer"
    folder.mkdir(parents=True)
    with SqliteJournal(folder / "journal.sqlite", "create") as journal:
        keeping = KeepingJournal(journal, lambda: AT)
        row = replace(spec_row(bot, Mode.PAPER, AT, None), **spec_changes)
        for place in range(bars.start, len(panel)):
            if place == bars.start or place - bars.start in again_at:
                keeping.append(row)
                keeping.history(panel.between(0, place), AT)
            keeping.bars(panel.row(place), (), AT)
        journal.commit()
    (files / "new.yaml").write_text(SHORT.replace("oversold: 30", "oversold: 35"))
    (spec,) = diff_paths(files / "old.yaml", files / "new.yaml").specs
    return spec, past_runs(files / "runs", "dip-buyer", 20)


@pytest.mark.parametrize("again_at", [(), (100,), (1, 2, 200)])
def test_bars_that_a_paper_run_kept_are_run_over_as_if_they_were_files(files, again_at):
    spec, runs = kept_run(files, again_at=again_at)
    (same,) = tried([spec], folder_of)

    (found,) = tried_over(spec, files, runs)

    assert isinstance(found, Behaviour)
    assert found.name == "over run paper-main-dip-buyer"
    assert (found.bars, found.orders, found.appeared, found.equity) == (
        same.bars,
        same.orders,
        same.appeared,
        same.equity,
    )
    assert found.appeared


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"symbols": ("AAPL", "GOOG", "MSFT")}, "it saw no bars of IBM"),
        ({"timeframe": "5Min"}, "its bars are of 5Min, and a version wants 1Day"),
    ],
)
def test_kept_bars_that_a_version_cannot_run_over_are_not_used(files, given, why):
    spec, runs = kept_run(files, **given)
    (found,) = tried_over(spec, files, runs)
    assert isinstance(found, NotTried)
    assert found.why == why


def test_a_paper_run_that_kept_nothing_says_so(files):
    spec, _ = kept_run(files)
    with SqliteJournal(files / "runs" / "paper-main-dip-buyer" / "journal.sqlite", "read") as file:
        row = next(row for row in file.rows() if isinstance(row, SpecRow))
    (files / "others" / "empty").mkdir(parents=True)
    with SqliteJournal(files / "others" / "empty" / "journal.sqlite", "create") as file:
        file.append(row)
        file.commit()
    (found,) = tried_over(spec, files, past_runs(files / "others", "dip-buyer", 9))
    assert isinstance(found, NotTried)
    assert found.why == "it ran in mode paper, and its journal keeps no bars"
