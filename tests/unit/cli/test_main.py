from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from botspec import __version__
from botspec.cli.commands import COMMANDS
from botspec.cli.main import main
from botspec.diagnostics.codes import CODES


def botspec(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(words)
    return int(left.value.code or 0)


def test_help_lists_every_command_without_importing_one(capsys: pytest.CaptureFixture[str]) -> None:
    for entry in COMMANDS.values():
        sys.modules.pop(entry.module, None)

    assert botspec("--help") == 0
    shown = capsys.readouterr().out
    for name, entry in COMMANDS.items():
        if find_spec(entry.module) is not None:
            assert f"  {name} " in shown
            assert entry.summary in " ".join(shown.split())
        assert entry.module not in sys.modules


def test_nothing_at_all_is_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert botspec() == 0
    assert "Commands:" in capsys.readouterr().out


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert botspec("--version") == 0
    assert capsys.readouterr().out == f"botspec {__version__}\n"


@pytest.mark.parametrize("words", [("vallidate",), ("validate", "--no-such"), ("--no-such",)])
def test_wrong_use_is_exit_2(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert botspec(*words) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", [name for name, entry in COMMANDS.items() if find_spec(entry.module) is not None])
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert botspec(name, "--help") == 0
    assert capsys.readouterr().out.startswith(f"Usage: botspec {name}")


def test_a_bug_of_ours_is_exit_70_with_a_report_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a key PKXXXXXXXXXXXXXXXXXX in a message")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("botspec.cli.validate.validate", broken)

    assert botspec("validate", "x.yaml") == 70
    (report,) = tmp_path.glob("botspec-bug-*.md")
    assert capsys.readouterr().err == f"botspec: a bug of botspec (RuntimeError); the report is in {report.name}\n"
    assert "RuntimeError" in report.read_text()
    assert "PKX" not in report.read_text()
    assert report.stat().st_mode & 0o777 == 0o600


def test_an_interrupt_is_exit_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("botspec.cli.validate.validate", interrupted)

    assert botspec("validate", "x.yaml") == 130


def test_explain_prints_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert botspec("explain", "bs101") == 0
    assert capsys.readouterr().out.startswith("# BS101: an unknown key\n")


def test_explain_without_a_code_lists_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert botspec("explain") == 0
    assert len(capsys.readouterr().out.splitlines()) == len(CODES)


@pytest.mark.parametrize(("code", "hint"), [("BS1O1", "did you mean BS"), ("x", "see all with")])
def test_explain_of_no_code_is_exit_2(code: str, hint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert botspec("explain", code) == 2
    assert hint in capsys.readouterr().err


@pytest.mark.parametrize(("words", "title"), [((), "spec"), (("diagnostics",), "findings")])
def test_schema_prints_what_is_checked_in(
    words: tuple[str, ...], title: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "diagnostics-v1" if words else "spec-v1"
    checked_in = Path(__file__).parents[3] / "schemas" / f"{name}.schema.json"

    assert botspec("schema", *words) == 0
    printed = capsys.readouterr().out
    assert printed == checked_in.read_text(encoding="utf-8")
    assert title in printed
