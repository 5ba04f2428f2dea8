"""`botspec show` in words and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from botspec.cli.main import main
from tests.unit.compiler.specs import RIGHT


@pytest.fixture(autouse=True)
def _specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "right.yaml").write_text(RIGHT)
    (tmp_path / "broken.yaml").write_text(RIGHT.replace("30%", "0.3"))


def botspec(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(words)
    return int(left.value.code or 0)


def test_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert botspec("show", "right.yaml") == 0
    lines = capsys.readouterr().out.splitlines()

    assert lines[0] == "dip-buyer (backtest, account main)"
    assert max(map(len, lines)) <= 100
    assert "  symbols     AAPL MSFT GOOG IBM" in lines
    assert "  benchmark   IBM" in lines
    assert "  worst case  most put into one symbol: 30,600.00 USD (sizing 30%, with 2% for a worse price)" in lines
    assert [line.split()[0] for line in lines if line[:4] == "  di"] == ["dip-buyer", "digest"]


def test_a_bot_without_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    start, end = RIGHT.index("strategy:"), RIGHT.index("risk:")
    text = RIGHT[:start] + "strategy: {kind: target_weights, weights: {AAPL: 60%}}\n" + RIGHT[end:]
    (tmp_path / "weights.yaml").write_text(text)

    assert botspec("show", "weights.yaml") == 0
    assert "  rules" not in capsys.readouterr().out


def test_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert botspec("show", "right.yaml", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)

    assert (told["bot"], told["data"]["since"], told["data"]["warmup"]) == ("dip-buyer", "2006-06-14", 139)
    assert told["worst_case"][0]["usd"] == "30600.00"
    assert told["rules"][1]["understood"] == "strength < 30"


def test_a_spec_with_errors_is_exit_2_with_its_findings(capsys: pytest.CaptureFixture[str]) -> None:
    assert botspec("show", "broken.yaml") == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("error[BS104]: expected a ratio, was '0.3'\n")
