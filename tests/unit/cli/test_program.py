from __future__ import annotations

from pathlib import Path

import pytest

from botspec.cli.program import program


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / ".venv" / "bin" / "botspec"
    path.parent.mkdir(parents=True)
    path.touch()
    monkeypatch.setattr("sys.argv", [str(path)])
    monkeypatch.chdir(tmp_path)
    return path


@pytest.mark.usefixtures("installed")
def test_off_the_path_it_is_the_way_from_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin")

    assert program() == ".venv/bin/botspec"


def test_on_the_path_it_is_its_name(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"/usr/bin:{installed.parent}")

    assert program() == "botspec"


def test_from_elsewhere_it_is_the_whole_path(
    installed: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin")
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))

    assert program() == str(installed)


def test_a_folder_with_a_space_is_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", [str(tmp_path / "my bots" / "botspec")])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "/usr/bin")

    assert program() == "'my bots/botspec'"


def test_started_by_another_name_it_is_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["/somewhere/pytest"])

    assert program() == "botspec"
