import subprocess
import sys
from datetime import UTC, datetime

import pytest

import botspec
from botspec.adapters.system.facts import LIBRARIES, header, library_versions
from botspec.adapters.system.files import private_folder, write_private

AT = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def repository(tmp_path):
    def git(*words: str) -> str:
        command = ["git", "-c", "user.name=n", "-c", "user.email=e@example.com", "-C", str(tmp_path), *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    git("init", "-q")
    (tmp_path / "spec.yaml").write_text("version: 1\n")
    git("add", "spec.yaml")
    git("commit", "-qm", "first")
    return tmp_path, git("rev-parse", "HEAD")


def test_the_header_says_where_a_run_came_from(repository):
    folder, commit = repository
    row = header(AT, folder / "spec.yaml", ["run", "spec.yaml"])
    assert (row.git_commit, row.git_dirty) == (commit, False)
    assert (row.botspec, row.arguments, row.started_at) == (botspec.__version__, ("run", "spec.yaml"), AT)
    (folder / "spec.yaml").write_text("version: 2\n")
    assert header(AT, folder / "spec.yaml", []).git_dirty is True


def test_what_git_does_not_know_makes_no_spec_dirty_but_a_spec_it_does_not_know_is(repository):
    folder, _ = repository
    (folder / "runs").mkdir()
    (folder / "runs" / "journal.sqlite").write_text("")
    assert header(AT, folder / "spec.yaml", []).git_dirty is False
    (folder / "other.yaml").write_text("version: 1\n")
    assert header(AT, folder / "other.yaml", []).git_dirty is True


def test_git_runs_no_program_of_the_repository(repository):
    folder, _ = repository
    planted = folder / "planted"
    planted.write_text(f"#!/bin/sh\ntouch {folder}/ran\n")
    planted.chmod(0o700)
    subprocess.run(["git", "-C", str(folder), "config", "core.fsmonitor", str(planted)], check=True)
    header(AT, folder / "spec.yaml", [])
    assert not (folder / "ran").exists()


def test_without_a_repository_the_commit_is_not_known(tmp_path, monkeypatch):
    row = header(AT, tmp_path / "spec.yaml", [])
    assert (row.git_commit, row.git_dirty) == (None, None)
    monkeypatch.setenv("PATH", "")
    assert header(AT, tmp_path / "spec.yaml", []).git_commit is None


def test_versions_are_read_without_importing():
    found = library_versions()
    assert tuple(found) == LIBRARIES
    assert found["alpaca-py"].startswith("0.44")


def test_nothing_here_imports_alpaca_or_numpy():
    code = (
        "import sys, botspec.adapters.alpaca, botspec.adapters.system.clock, botspec.adapters.system.secrets;"
        "import botspec.adapters.system.facts, botspec.adapters.system.files, botspec.adapters.system.simulated_clock;"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'alpaca', 'numpy', 'pandas', 'requests'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_folders_and_files_are_for_their_owner_alone(tmp_path):
    folder = private_folder(tmp_path / "runs" / "one")
    assert folder.stat().st_mode & 0o777 == 0o700
    (folder / "report.md").write_text("old")
    write_private(folder / "report.md", "new")
    assert (folder / "report.md").read_text() == "new"
    assert (folder / "report.md").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["report.md"]


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    target = tmp_path / "report.md"
    target.write_text("old")
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        write_private(target, "new")
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report.md"]
