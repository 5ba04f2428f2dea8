"""`botspec new` by options, by questions on a terminal, and what it says when it cannot."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from botspec.cli.main import main

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def botspec(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(words)
    return int(left.value.code or 0)


def test_what_it_writes_runs_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert botspec("new", "my-bot", "--mode", "backtest", "--yes") == 0
    assert capsys.readouterr().out.splitlines() == [
        "wrote specs/my-bot.yaml",
        "wrote schemas/spec-v1.schema.json, by which editors complete and explain it",
        "next: botspec run specs/my-bot.yaml",
    ]
    assert botspec("validate", "specs", "--strict") == 0
    assert botspec("run", "specs/my-bot.yaml") == 0
    assert len(list((tmp_path / "runs").iterdir())) == 1


def test_options_say_it_all(tmp_path: Path) -> None:
    words = "--symbols ibm,MSFT --strategy rules --mode paper --timeframe 5Min --capital 2500 --folder bots"

    assert botspec("new", "small", *words.split(), "--no-input") == 0
    text = (tmp_path / "bots" / "small.yaml").read_text()
    for line in ("mode: paper", "capital: 2500 USD", "  symbols: [IBM, MSFT]", "  timeframe: 5Min", "  kind: rules"):
        assert f"\n{line}" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "botspec: say what it is called: botspec new my-bot\n"),
        (("Bot!",), "botspec: 'Bot!' is no id: at most 40 small letters, digits and dashes, a letter first\n"),
        (("a", "--symbols", "TSLA"), "botspec: no TSLA here: "),
        (("a", "--symbols", ","), "botspec: a bot needs at least one symbol\n"),
        (("a", "--mode", "live"), "error[BS313]: "),
    ],
)
def test_what_cannot_be_made_is_exit_2_and_writes_nothing(
    words: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert botspec("new", *words) == 2
    assert capsys.readouterr().err.startswith(said)
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_there_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "a.yaml").write_text("mine")

    assert botspec("new", "a", "--yes") == 2
    assert "specs/a.yaml is there already" in capsys.readouterr().err
    assert (tmp_path / "specs" / "a.yaml").read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_exit_8(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "specs").write_text("a file")

    assert botspec("new", "a") == 8
    assert "botspec: specs cannot be written: " in capsys.readouterr().err


def test_on_a_terminal_it_asks_and_asks_again(tmp_path: Path) -> None:
    said = _typed("Bad Name", "my", "TSLA!", "IBM, MSFT", "ruels", "rules", "backtest", "50k", "50000")
    text = (tmp_path / "specs" / "my.yaml").read_text()

    assert "name of the bot [my-bot]: " in said
    assert "'TSLA!' is no stock symbol" in said
    assert "one of rules, " in said
    for line in ("id: my ", "mode: backtest ", "capital: 50000 USD ", "  symbols: [IBM, MSFT] ", "  kind: rules"):
        assert f"\n{line}" in text


def _typed(*lines: str) -> str:
    """What is shown while these lines are typed on a terminal."""
    ours, theirs = pty.openpty()
    started = subprocess.Popen(
        [sys.executable, "-m", "botspec.cli.main", "new"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    os.write(ours, "".join(f"{line}\n" for line in lines).encode())
    shown = b""
    with suppress(OSError):  # the terminal is gone once the program has ended
        while part := os.read(ours, 4096):
            shown += part
    os.close(ours)
    assert started.wait() == 0
    return shown.decode()
