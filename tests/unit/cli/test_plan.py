"""`botspec plan` and `botspec run --plan` where no account is touched."""

from __future__ import annotations

import json

import pytest

from botspec.cli.main import main
from tests.unit.compiler.specs import RIGHT

SHORT = RIGHT.replace("to: 2010-12-31", "to: 2007-06-29")


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(SHORT)
    return tmp_path


def botspec(*words):
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    return ended.value.code or 0


def test_a_spec_without_an_account_has_a_clear_answer(capsys):
    assert botspec("plan", "a.yaml") == 0
    shown = capsys.readouterr().out
    assert "no account: everything happens on this machine" in shown
    assert "its first orders over these bars" in shown
    assert shown.endswith("nothing to do\n")


def test_a_run_keeps_to_a_plan_of_the_same_bars(files, capsys):
    assert botspec("plan", "a.yaml", "--out", "plan.json", "--json") == 0
    assert json.loads(capsys.readouterr().out) == json.loads((files / "plan.json").read_text())
    assert botspec("run", "a.yaml", "--plan", "plan.json") == 0


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [("percent: 30%", "percent: 29%", "the spec: its digest"), ("to: 2007-06-29", "to: 2007-06-28", "the bars")],
)
def test_a_run_refuses_when_spec_or_bars_have_moved(files, capsys, old, new, word):
    botspec("plan", "a.yaml", "--out", "plan.json")
    (files / "a.yaml").write_text(SHORT.replace(old, new))
    assert botspec("run", "a.yaml", "--plan", "plan.json") == 3
    assert word in capsys.readouterr().err
    assert not (files / "runs").exists()


def test_what_is_no_plan_or_no_spec_is_exit_2(files, capsys):
    (files / "plan.json").write_text("{}")
    assert botspec("run", "a.yaml", "--plan", "plan.json") == 2
    assert botspec("run", "a.yaml", "--plan", "none.json") == 2
    (files / "a.yaml").write_text(SHORT.replace("id:", "ids:"))
    assert botspec("plan", "a.yaml") == 2
    assert "Traceback" not in capsys.readouterr().err


def test_keys_that_are_missing_are_exit_4(files, monkeypatch):
    for name in ("APCA_API_KEY_ID", "APCA_API_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    paper = SHORT.replace("mode: backtest", "mode: paper\ncapital: 9000 USD").replace(
        "source: sample", "source: alpaca"
    )
    (files / "a.yaml").write_text(paper)
    assert botspec("plan", "a.yaml") == 4
