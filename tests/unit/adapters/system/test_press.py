"""A report beside the bot: one at a time, told when it fails, without keys, and never waited for."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from botspec.adapters.sqlite import SqliteJournal
from botspec.adapters.system import press
from botspec.adapters.system.press import Press
from botspec.domain.rows import NoteRow

AT = datetime(2024, 1, 2, 21, tzinfo=UTC)
PATIENCE = 60
FOR_EVER = "import signal; signal.pause()"


def ended(rendering: Press) -> str | None:
    """What is told once the process is over."""
    process = rendering._process
    assert process is not None
    process.wait(PATIENCE)
    return rendering.news()


def starts(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(press, "_START", code)


def test_a_report_of_a_journal_that_is_being_written_lies_beside_it(tmp_path: Path) -> None:
    journal = tmp_path / "journal.sqlite"
    with SqliteJournal(journal, "create") as file, Press() as rendering:
        file.append(NoteRow(AT, "info", "ANCHOR", "2024-01-02"))
        file.commit()

        assert rendering.ask(journal, ("json", "md")) is None
        assert ended(rendering) is None

    assert (tmp_path / "report.json").is_file()
    assert (tmp_path / "report.md").is_file()
    assert not (tmp_path / "report.html").exists()


def test_what_is_wrong_is_told_once_in_the_words_of_the_command(tmp_path: Path) -> None:
    with Press() as rendering:
        assert rendering.ask(tmp_path / "journal.sqlite", ("json",)) is None

        assert "there is no run" in str(ended(rendering))
        assert rendering.news() is None


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("raise SystemExit(3)", "its process ended with 3"),
        ("import os; os.kill(os.getpid(), 9)", "its process ended with -9"),
        ("import sys; sys.exit('warning: x\\nbotspec: no room\\nmore')", "no room"),
        ("import sys; sys.exit('y' * 5000)", "y" * 300),
    ],
)
def test_a_process_that_fails_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, said: str) -> None:
    starts(monkeypatch, code)
    with Press() as rendering:
        rendering.ask(tmp_path / "journal.sqlite", ("json",))

        assert ended(rendering) == said


def test_one_that_cannot_be_started_is_told_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(press.sys, "executable", str(tmp_path / "nowhere"))

    with Press() as rendering:
        assert "No such file" in str(rendering.ask(tmp_path / "journal.sqlite", ("json",)))
        assert rendering.news() is None


def test_one_that_takes_too_long_is_ended_and_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    starts(monkeypatch, FOR_EVER)
    with Press(longest=-1) as rendering:
        rendering.ask(tmp_path / "journal.sqlite", ("json",))
        process = rendering._process

        assert rendering.news() == "it took longer than -1 s"
        assert process is not None
        assert process.returncode == -9


def test_one_is_rendered_at_a_time_and_the_newest_wish_once_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    starts(monkeypatch, FOR_EVER)
    with Press() as rendering:
        rendering.ask(tmp_path / "journal.sqlite", ("json",))
        first = rendering._process
        assert first is not None
        for _ in range(3):
            assert rendering.ask(tmp_path / "journal.sqlite", ("json",)) is None
        assert rendering._process is first

        first.kill()
        first.wait(PATIENCE)
        starts(monkeypatch, "pass")

        assert rendering.news() == "its process ended with -9"
        assert rendering._process is not None
        assert ended(rendering) is None
        assert rendering._process is None


def test_it_is_given_no_credentials_the_last_priority_and_a_limit(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("APCA_API_SECRET_KEY", "hidden")
    code = "import json, os, sys; open(sys.argv[3] + '.said', 'w').write(json.dumps([sys.argv[2:], dict(os.environ)]))"
    starts(monkeypatch, "__import__('sys').stdin.read(); " + code)
    with Press() as rendering:
        rendering.ask(tmp_path / "journal.sqlite", ("json", "md"))
        assert ended(rendering) is None
    words, environment = json.loads((tmp_path / "journal.sqlite.said").read_text())

    assert words[1:] == [str(tmp_path / "journal.sqlite"), "--format", "json,md"]
    assert "APCA_API_SECRET_KEY" not in environment
    assert "hidden" not in str(environment)


@pytest.mark.parametrize("error", [None, KeyboardInterrupt, RuntimeError])
def test_none_is_left_behind_and_no_half_of_a_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: type[BaseException] | None
) -> None:
    starts(monkeypatch, FOR_EVER)
    monkeypatch.setattr(press, "GOODBYE_SECONDS", 0.01)
    rendering = Press()
    rendering.ask(tmp_path / "journal.sqlite", ("json",))
    process = rendering._process
    assert isinstance(process, subprocess.Popen)
    (tmp_path / f".report.json.{process.pid}").write_text("{")
    assert os.getpriority(os.PRIO_PROCESS, process.pid) == 19
    assert os.getpgid(process.pid) != os.getpgid(0)

    rendering.__exit__(error)

    assert process.poll() is not None
    assert list(tmp_path.iterdir()) == []


def test_an_error_waits_a_moment_for_the_page_under_way(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    starts(monkeypatch, "import sys; open(sys.argv[3] + '.page', 'w').close()")
    rendering = Press()
    rendering.ask(tmp_path / "journal.sqlite", ("json",))

    rendering.__exit__(RuntimeError)

    assert (tmp_path / "journal.sqlite.page").exists()
