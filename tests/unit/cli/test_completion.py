"""Completion as shells do it: every command, option and word that can be known, files by their ending."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from botspec.cli.commands import COMMANDS
from botspec.cli.completion import FILES, FOLDERS, RUNS, SPECS, install, quoted, script, words
from botspec.cli.loading import available
from botspec.cli.main import main
from botspec.cli.shells import Shell
from botspec.diagnostics.codes import CODES

CASES = [
    ("va", {"validate"}),
    ("explain BS40", {code for code in CODES if code.startswith("BS40")}),
    ("blocks drawd", {"drawdown"}),
    ("indicators crosses_a", {"crosses_above"}),
    ("validate --fo", {"--format"}),
    ("validate --format ", {"text", "oneline", "json", "github", "sarif"}),
    ("run --mode pa", {"paper"}),
    ("promote --to li", {"live"}),
    ("promote specs/a.yaml --wr", {"--write"}),
    ("journal ", {"verify"}),
    ("journal verify --h", {"--head", "--help"}),
    ("simulate serve --st", {"--stepped"}),
    ("schema d", {"diagnostics"}),
    ("--show-completion z", {"zsh"}),
    ("run specs/", {"specs/a.yaml", "specs/b.yml"}),
    ("validate --strict specs/a", {"specs/a.yaml"}),
    ("status on", {"one"}),
    ("status la", {"last"}),
]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "specs").mkdir()
    for name in ("a.yaml", "b.yml", "notes.txt"):
        (tmp_path / "specs" / name).touch()
    (tmp_path / "runs" / "one").mkdir(parents=True)


def shell(program: str, commands: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not on this machine")
    plain = {Shell.BASH: ["--norc"], Shell.ZSH: ["-f"], Shell.FISH: ["--no-config"]}[Shell(program)]
    done = subprocess.run([found, *plain, "-c", commands], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize(("typed", "offered"), CASES, ids=[typed for typed, _ in CASES])
def test_bash(typed: str, offered: set[str]) -> None:
    Path("botspec.bash").write_text(script(Shell.BASH))
    parts = ["botspec", *typed.split(" ")]
    array = " ".join(f"'{part}'" for part in parts)
    commands = f"source ./botspec.bash; COMP_WORDS=({array}); COMP_CWORD={len(parts) - 1}; _botspec"

    assert set(shell("bash", commands + '; printf "%s\\n" "${COMPREPLY[@]}"').split()) == offered


@pytest.mark.parametrize(("typed", "offered"), CASES, ids=[typed for typed, _ in CASES])
def test_zsh(typed: str, offered: set[str]) -> None:
    """The completion system's own functions are replaced by ones that print."""
    Path("_botspec").write_text(script(Shell.ZSH))
    parts = ["botspec", *typed.split(" ")]
    array = " ".join(f"'{part}'" for part in parts)
    stubs = """\
compdef() { :; }
compadd() { shift; for each in "$@"; do [[ $each == $words[CURRENT]* ]] && print -r -- $each; done; true; }
_files() { [[ $1 == -g ]] && print -rl -- $words[CURRENT]*.(yaml|yml)(N); true; }
"""
    commands = f"{stubs}\nwords=({array}); CURRENT={len(parts)}; source ./_botspec; _botspec"

    assert set(shell("zsh", commands).split()) == offered


@pytest.mark.parametrize(("typed", "offered"), CASES, ids=[typed for typed, _ in CASES])
def test_fish(typed: str, offered: set[str]) -> None:
    Path("botspec.fish").write_text(script(Shell.FISH))
    shown = shell("fish", f"source botspec.fish; complete -C 'botspec {typed}'")

    assert {line.split("\t")[0].rstrip("/") for line in shown.splitlines()} >= offered


def test_every_command_and_option_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    known = {word.path: word for word in words()}
    assert set(available()) <= known.keys()
    assert known["run"].takes == known["validate"].takes == known["promote"].takes == SPECS
    assert known["status"].takes == known["journal verify"].takes == RUNS
    kinds = {name: flag.values for flag in known["run"].flags for name in flag.names}
    assert (kinds["--runs"], kinds["--simulator"], kinds["--live"], kinds["--steps"]) == (FOLDERS, FILES, None, "")

    for path, word in known.items():
        if not path or path in ("journal", "simulate"):
            continue
        with pytest.raises(SystemExit):
            main([*path.split(), "--help"])
        shown = capsys.readouterr().out
        for flag in word.flags:
            assert all(name in shown for name in flag.names), (path, flag.names)


@pytest.mark.parametrize("shell_name", Shell)
def test_what_is_shown_is_what_is_installed(
    shell_name: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--show-completion", shell_name.value])
    shown = capsys.readouterr().out
    told = install(shell_name, {"HOME": str(tmp_path / "home")})
    path = Path(told.splitlines()[0].removeprefix("wrote "))

    assert not left.value.code
    assert path.read_text() == shown == script(shell_name)
    assert path.is_relative_to(tmp_path / "home")
    assert set(COMMANDS) & set(shown.split())


def test_it_is_installed_where_xdg_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with pytest.raises(SystemExit):
        main(["--install-completion", "bash"])

    assert (tmp_path / "data" / "bash-completion" / "completions" / "botspec").exists()
    assert "bash-completion loads it in new shells" in capsys.readouterr().out


def test_an_unknown_shell_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--show-completion", "tcsh"])
    assert left.value.code == 2
    assert "tcsh" in capsys.readouterr().err


def test_no_word_is_read_as_more_than_a_word() -> None:
    with pytest.raises(ValueError, match="rm"):
        quoted('x"; rm -r')
