"""promote and migrate: the diff first, writing only when asked, never a spec with errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from botspec.cli.main import main
from tests.specs.test_quickstart_variants import QUICKSTART


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "bot.yaml"
    path.write_text(QUICKSTART)
    return path


def botspec(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(words)
    return int(left.value.code or 0)


def test_promote_shows_the_diff_and_writes_nothing_unasked(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert botspec("promote", "bot.yaml", "--to", "paper") == 0
    shown = capsys.readouterr().out

    assert shown.startswith("--- a/bot.yaml\n+++ b/bot.yaml\n@@ ")
    assert "-mode: simulate\n+mode: paper\n" in shown
    assert shown.endswith("\nnothing was written; add --write to do it\n")
    assert spec.read_text() == QUICKSTART


def test_promote_writes_when_asked(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert botspec("promote", "bot.yaml", "--to", "paper", "--account", "mine", "--write") == 0
    assert capsys.readouterr().out.splitlines()[-2:] == ["wrote bot.yaml", "next: botspec show bot.yaml"]
    assert "mode: paper\naccount: mine\n" in spec.read_text()
    assert botspec("promote", "bot.yaml", "--to", "paper", "--write") == 0
    assert capsys.readouterr().out == "bot.yaml: nothing to change\n"


def test_promote_says_what_the_policy_refuses_and_writes_nothing(
    spec: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = spec.read_text()
    spec.with_name("botspec.policy.yaml").write_text("version: 1\nceilings: {modes: [backtest, simulate]}\n")

    assert botspec("promote", "bot.yaml", "--to", "paper", "--write") == 3
    out = capsys.readouterr().out
    assert "the policy does not allow it:\n\nerror[BS601]: mode 'paper'" in out
    assert "add --write" not in out
    assert spec.read_text() == before


@pytest.mark.parametrize(("to", "code"), [("live", "BS406"), ("paper", "BS406")])
def test_promote_says_what_is_missing_and_writes_nothing(
    spec: Path, to: str, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = QUICKSTART.replace("capital: 100000 USD\n", "")
    spec.write_text(text)

    assert botspec("promote", "bot.yaml", "--to", to, "--write") == 2
    shown = capsys.readouterr().out
    assert f"then still to do:\n\nerror[{code}]" in shown
    assert shown.endswith("nothing was written: a spec is never left with errors\n")
    assert spec.read_text() == text


def test_eject_writes_the_rules_out(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert botspec("eject", "bot.yaml") == 0
    assert "+  kind: rules\n" in capsys.readouterr().out
    assert spec.read_text() == QUICKSTART
    assert botspec("eject", "bot.yaml", "--write") == 0
    assert "\n  kind: rules\n" in spec.read_text()
    assert botspec("eject", "bot.yaml") == 2
    assert capsys.readouterr().err == (
        "botspec: strategy 'rules' is not of the library: there is nothing to write out\n"
    )


@pytest.mark.parametrize("command", [("promote", "--to", "paper"), ("migrate",), ("eject",)])
@pytest.mark.usefixtures("spec")
def test_a_file_that_is_no_spec_is_exit_2(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert botspec(*command, "none.yaml") == 2
    assert capsys.readouterr().err.startswith("error[BS001]: there is no such file\n")


@pytest.mark.usefixtures("spec")
def test_migrate_has_nothing_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert botspec("migrate", "bot.yaml") == 0
    assert capsys.readouterr().out == "bot.yaml is in version 1, the newest there is: nothing to do\n"


def test_migrate_shows_and_writes_what_a_step_does(
    spec: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from botspec.app import migrate

    moved = migrate.migrate(spec, {1: lambda _: []}, 2)
    right = migrate.rewriting(Path("bot.yaml"), moved.result.before, QUICKSTART.replace("exit_z: 0.5", "exit_z: 1"))
    monkeypatch.setattr(migrate, "migrate", lambda _: migrate.Migration(1, 2, right))

    assert botspec("migrate", "bot.yaml") == 0
    assert "-  exit_z: 0.5\n+  exit_z: 1\n" in capsys.readouterr().out
    assert spec.read_text() == QUICKSTART
    assert botspec("migrate", "bot.yaml", "--write") == 0
    assert spec.read_text() == right.after


@pytest.mark.usefixtures("spec")
def test_a_disk_that_is_full_is_exit_8(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("botspec.app.rewriting.write_spec", full)

    assert botspec("promote", "bot.yaml", "--to", "paper", "--write") == 8
    assert capsys.readouterr().err == "botspec: the spec cannot be written: No space left on device\n"
