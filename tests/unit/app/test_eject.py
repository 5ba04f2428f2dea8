"""An ejected spec is the same bot, written out; everything beside the strategy stays byte for byte."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from botspec.app.eject import eject
from botspec.app.rewriting import NotRewritten, SpecUnreadable
from botspec.compiler.check import Checked, check
from botspec.compiler.digest import behaviour_digest, digest
from botspec.compiler.resolve import resolve
from botspec.strategy.library.expand import LIBRARY
from tests.specs.test_quickstart_variants import QUICKSTART

STRATEGY = QUICKSTART[QUICKSTART.index("strategy:") : QUICKSTART.index("\nsizing:")]
SIZING = re.compile(r"^sizing:.*\n", re.MULTILINE)
SPECS = {
    "a line a key": QUICKSTART,
    "comments": QUICKSTART.replace("  lookback: 10\n", "  # two weeks\n  lookback: 10  # days\n"),
    "braces": QUICKSTART.replace(STRATEGY, "strategy: {kind: mean_reversion_momentum, exit_z: 0.5}  # why\n"),
    "braces with comments": QUICKSTART.replace(
        STRATEGY, "strategy: {\n  kind: mean_reversion_momentum,  # why\n  lookback: 5,  # days\n}\n"
    ),
    "defaults": QUICKSTART.replace(STRATEGY, "# why\nstrategy:\n    kind: mean_reversion_momentum\n"),
    "kind last": QUICKSTART.replace(STRATEGY, "strategy:\n  exit_z: 0.5\n  kind: mean_reversion_momentum  # why\n"),
    "params": QUICKSTART.replace("strategy:", "params:\n  lookback: 99  # old\n  mine: 3\nstrategy:"),
    "params in braces": QUICKSTART.replace("strategy:", "params: {mine: 3}\nstrategy:"),
    "no params": QUICKSTART.replace("strategy:", "params: {}\nstrategy:"),
    "windows": QUICKSTART.replace("\n", "\r\n"),
    "small numbers": QUICKSTART.replace("exit_z: 0.5", "exit_z: 0.000000001"),
    "last in the file": QUICKSTART.replace(STRATEGY, "") + STRATEGY.rstrip("\n"),
    "quoted": QUICKSTART.replace("lookback: 10", "'lookback': '10'"),
}


def behaviour(checked: Checked) -> tuple[str, str]:
    assert checked.context is not None
    resolved = resolve(checked.context)
    return behaviour_digest(resolved), digest(resolved)


@pytest.mark.parametrize("text", SPECS.values(), ids=SPECS)
def test_it_is_the_same_bot_written_out(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(text.encode())
    before = check("a.yaml", text.encode())
    result = eject(path)

    assert path.read_bytes() == text.encode()
    assert behaviour(result.checked)[0] == behaviour(before)[0]
    assert result.checked.context is not None
    assert result.checked.context.spec.strategy.kind == "rules"
    assert result.valid
    for line in text.splitlines():
        if "#" in line:
            assert line[line.index("#") :] in result.after
    outside = [
        line for line in text.replace(STRATEGY, "").splitlines() if line.partition(":")[0].strip() in ("mode", "sizing")
    ]
    assert all(line in result.after.splitlines() for line in outside)


@pytest.mark.parametrize("kind", LIBRARY)
def test_all_of_the_library_can_be_written_out(tmp_path: Path, kind: str) -> None:
    strategy = f"strategy:\n  kind: {kind}  # why\n"
    intraday = (
        ("source: sample\n  timeframe: 1Day", "source: files\n  path: bars\n  timeframe: 5Min"),
        ("after_open", "now"),
    )
    text = QUICKSTART.replace(STRATEGY, strategy)
    for old, new in intraday if kind == "opening_range_breakout" else ():
        text = text.replace(old, new)
    text = SIZING.sub("", text) if kind == "momentum_rotation" else text
    (tmp_path / "a.yaml").write_text(text)
    result = eject(tmp_path / "a.yaml")

    assert result.valid
    assert behaviour(result.checked)[0] == behaviour(check("a.yaml", text.encode()))[0]
    assert f"kind: {kind}" not in result.after


def test_comments_on_what_becomes_no_param_stay(tmp_path: Path) -> None:
    text = QUICKSTART.replace(
        STRATEGY, "strategy:\n  kind: momentum_rotation\n  # few\n  top: 2  # at a time\n  lookback: 90  # bars\n"
    )
    text = SIZING.sub("", text)
    (tmp_path / "a.yaml").write_text(text)
    after = eject(tmp_path / "a.yaml").after

    assert "\n  kind: rotation\n  # few\n  # at a time\n  # Every month" in after
    assert "\n  top: 2\n" in after
    assert "\nparams:\n  lookback: 90  # bars\n  trend: 200\n" in after


def test_a_changed_number_is_another_bot(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(QUICKSTART)
    after = eject(tmp_path / "a.yaml").after
    other = check("a.yaml", after.replace("lookback: 10", "lookback: 11").encode())

    assert behaviour(other)[0] != behaviour(check("a.yaml", QUICKSTART.encode()))[0]


def test_lines_move_as_they_stand(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SPECS["comments"])
    after = eject(tmp_path / "a.yaml").after

    assert (
        "\nparams:\n  # two weeks\n  lookback: 10  # days\n  entry_z: 1.0\n  exit_z: 0.5\n  momentum_bars: 60\n\n"
        "strategy:\n  kind: rules\n  # Buy what has fallen"
    ) in after
    assert after.replace("\r", "").count("\n\n\n") == 0


def test_an_ejected_spec_has_nothing_left_to_eject(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(QUICKSTART)
    eject(path).write()

    with pytest.raises(NotRewritten, match="strategy 'rules' is not of the library"):
        eject(path)


@pytest.mark.parametrize("text", ["", "version: 1\nid: a\n", QUICKSTART.replace("lookback: 10", "lookback: ten")])
def test_a_spec_with_errors_is_not_touched(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.yaml").write_text(text)

    with pytest.raises(SpecUnreadable):
        eject(tmp_path / "a.yaml")


def test_a_bot_that_would_change_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = "long: {enter: close > open, exit: close < open}\n"
    monkeypatch.setattr("botspec.app.eject.written_out", lambda *_: other)
    (tmp_path / "a.yaml").write_text(QUICKSTART)

    with pytest.raises(NotRewritten, match="could not be written out as the same bot"):
        eject(tmp_path / "a.yaml")


def test_a_spec_in_braces_is_refused(tmp_path: Path) -> None:
    flow = (
        "{version: 1, id: a, universe: {symbols: [IBM]}, data: {source: sample}, schedule: {submit: after_open}, "
        "strategy: {kind: mean_reversion_momentum}, sizing: {kind: percent_of_equity, percent: 30%}}\n"
    )
    (tmp_path / "a.yaml").write_text(flow)

    with pytest.raises(NotRewritten, match="one line of braces"):
        eject(tmp_path / "a.yaml")
