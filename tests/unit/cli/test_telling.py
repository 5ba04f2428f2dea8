"""kill, flatten, stop, rearm and adopt as a person types them, with nothing running."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from botspec.adapters.sqlite import SqliteJournal
from botspec.adapters.system.mailbox import Mailbox
from botspec.cli.main import main
from botspec.domain.commands import Ask
from botspec.domain.rows import NoteRow
from tests.fakes.a_run import opening, sessions
from tests.fakes.run_folders import run_folder

Typed = Callable[..., "Result"]


@dataclass(frozen=True)
class Result:
    exit_code: int
    output: str


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str]) -> Typed:
    def type_it(*words: str) -> Result:
        with pytest.raises(SystemExit) as left:
            main(words)
        shown = capsys.readouterr()
        return Result(int(left.value.code or 0), shown.out + shown.err)

    return type_it


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    for name in ("paper-main-dip", "paper-main-pair-2", "dip-backtest-20260101T000000-d1d1d1"):
        run_folder(tmp_path / name, 3, "paper", ended=False)
    return tmp_path


def test_kill_without_a_name_pulls_every_switch_but_no_back_tests(typed: Typed, runs: Path) -> None:
    result = typed("kill", "--runs", str(runs), "--because", "enough", "--flatten")
    assert result.exit_code == 0, result.output
    pulled = {folder.name for folder in runs.iterdir() if (killed := Mailbox(folder).killed()) and killed.flatten}
    assert {"paper-main-dip", "paper-main-pair-2"} <= pulled
    assert not (runs / "dip-backtest-20260101T000000-d1d1d1" / "kill.pulled").exists()
    assert "the next start trips before it does anything else" in result.output
    assert "rearm" in result.output


@pytest.mark.parametrize("word", ["dip", "paper-main-dip"])
def test_a_bot_is_meant_by_its_id_or_its_folder(typed: Typed, runs: Path, word: str) -> None:
    told = json.loads(typed("kill", word, "--runs", str(runs), "--json").output)
    assert [Path(each["run"]).name for each in told] == ["paper-main-dip"]


def test_a_name_nobody_has_is_wrong_use(typed: Typed, runs: Path) -> None:
    result = typed("kill", "nobody", "--runs", str(runs))
    assert result.exit_code == 2


def test_which_one_must_be_said_where_there_are_several(typed: Typed, runs: Path) -> None:
    result = typed("flatten", "--runs", str(runs))
    assert result.exit_code == 2
    assert "which one? paper-main-dip, paper-main-pair-2" in result.output


def test_a_request_waits_for_the_next_start_and_says_how(typed: Typed, runs: Path) -> None:
    result = typed("flatten", "dip", "--runs", str(runs))
    assert result.exit_code == 0
    assert "--until flat" in result.output
    (asked,) = Mailbox(runs / "paper-main-dip").commands()
    assert asked.ask is Ask.FLATTEN


def test_nothing_that_runs_is_nothing_to_stop(typed: Typed, runs: Path) -> None:
    result = typed("stop", "dip", "--runs", str(runs))
    assert result.exit_code == 0
    assert "nothing to stop" in result.output
    assert list(Mailbox(runs / "paper-main-dip").commands()) == []


def test_a_rearm_says_why(typed: Typed, runs: Path) -> None:
    assert typed("rearm", "drawdown-1", "--bot", "dip", "--runs", str(runs)).exit_code == 2
    assert typed("rearm", "drawdown-1", "--bot", "dip", "--runs", str(runs), "--because", " ").exit_code == 2
    assert typed("rearm", "drawdown-1", "--bot", "dip", "--runs", str(runs), "--because", "seen").exit_code == 0
    (asked,) = Mailbox(runs / "paper-main-dip").commands()
    assert (asked.trip, asked.because) == ("drawdown-1", "seen")


def test_adopt_lists_first_and_takes_exactly_what_it_listed(typed: Typed, runs: Path) -> None:
    folder = runs / "paper-main-dip"
    at = opening(sessions(1)[0])
    with SqliteJournal(folder / "journal.sqlite", "append") as journal:
        for code, text in (("UNRECONCILED", "old"), ("RECONCILED", "fine"), ("UNRECONCILED", "AAPL: 3, 5")):
            journal.append(NoteRow(at, "error", code, text))
    listed = typed("adopt", "dip", "--runs", str(runs))
    assert listed.exit_code == 1
    assert "AAPL: 3, 5" in listed.output
    assert "old" not in listed.output
    assert list(Mailbox(folder).commands()) == []
    assert typed("adopt", "dip", "--runs", str(runs), "--because", "by hand").exit_code == 0
    (asked,) = Mailbox(folder).commands()
    assert asked.accepts == ("AAPL: 3, 5",)


def test_nothing_to_adopt(typed: Typed, runs: Path) -> None:
    result = typed("adopt", "pair-2", "--runs", str(runs))
    assert result.exit_code == 0
    assert "nothing differs" in result.output
