"""blocks and indicators: all of them, one of them, none of that name."""

from __future__ import annotations

import json

import pytest

from botspec.app.indicators import list_indicators
from botspec.cli.main import main
from botspec.compiler.catalog import entries


def botspec(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(words)
    return int(left.value.code or 0)


def test_blocks_are_listed_by_family(capsys: pytest.CaptureFixture[str]) -> None:
    assert botspec("blocks") == 0
    shown = capsys.readouterr().out

    assert shown.startswith("strategy\n  rules ")
    for entry in entries():
        assert f"  {entry.kind}" in shown
    assert shown.endswith("\n* is checked by this version, which does not run it yet.\n")
    assert botspec("blocks", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(each["family"], each["kind"]) for each in listed] == [(each.family, each.kind) for each in entries()]


def test_one_block_is_told_with_its_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert botspec("blocks", "drawdown") == 0
    shown = capsys.readouterr().out

    assert shown.startswith("drawdown (guard)\n\n")
    assert "  from\n      What it fell from: " in shown
    assert "\n  risk:\n    guards:\n      - {kind: drawdown, limit: 8%" in shown
    assert botspec("blocks", "drawdown", "--json") == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["parameters"][0]["key"] == "limit"


def test_indicators_are_listed_and_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert botspec("indicators") == 0
    shown = capsys.readouterr().out
    assert shown.startswith("series\n  open high low close volume ")
    assert all(f"  {each.signature}" in shown for each in list_indicators())
    assert [line for line in shown.splitlines() if line and not line.startswith(" ")] == [
        *("series", "indicators", "functions", "the rest of TA-Lib", "candlestick patterns")
    ]

    assert botspec("indicators", "macd") == 0
    told = capsys.readouterr().out
    assert told.startswith("macd(series, fast=12, slow=26, signal=9)\n\n")
    for line in ("  values   .", "  example  macd(close).", "  history  first value after "):
        assert f"\n{line}" in told
    assert all(len(line) <= 100 for line in told.splitlines())
    assert botspec("indicators", "crosses_above") == 0
    assert "  history  that of its arguments\n" in capsys.readouterr().out
    assert botspec("indicators", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)) == len(list_indicators())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("blocks", "drawdwon"), "there is no block 'drawdwon'; did you mean drawdown?\n"),
        (("blocks", "xyzzy"), "there is no block 'xyzzy'; see all with: botspec blocks\n"),
        (("indicators", "rsy"), "there is no indicator 'rsy'; did you mean rsi?\n"),
        (("indicators", "xyzzy"), "there is no indicator 'xyzzy'; see all with: botspec indicators\n"),
    ],
)
def test_nothing_of_that_name_is_exit_2(words: tuple[str, str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert botspec(*words) == 2
    assert capsys.readouterr().err == said
