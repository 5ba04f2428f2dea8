"""What is not committed, byte for byte, is found, whatever git was told to overlook."""

from __future__ import annotations

import os
import subprocess

import pytest

from botspec.adapters.system.git import NotInGit, identity, repository


def git(folder, *words):
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


@pytest.fixture
def work(tmp_path):
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "config", "user.name", "Ann Author")
    git(tmp_path, "config", "user.email", "ann@example.com")
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "a.yaml").write_text("version: 1\n")
    (tmp_path / "b.yaml").write_text("b\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    return tmp_path


def test_a_clean_tree(work):
    spec = work / "specs" / "a.yaml"
    found = repository(spec)
    assert found.root == work.resolve()
    assert found.branch() == "main"
    assert found.changed([spec]) == ()
    assert found.contains("main", found.commit())
    assert found.content("HEAD", spec) == b"version: 1\n"
    assert found.author(spec) == "Ann Author <ann@example.com>"
    assert identity(work) == "Ann Author <ann@example.com>"
    assert found.last_change(spec) == (found.commit(), "Ann Author <ann@example.com>", "first")


@pytest.mark.parametrize("hide", ["nothing", "assume-unchanged", "skip-worktree", "staged"])
def test_a_changed_file_is_found(work, hide):
    spec = work / "specs" / "a.yaml"
    if hide.startswith(("assume", "skip")):
        git(work, "update-index", f"--{hide}", "specs/a.yaml")
    spec.write_text("version: 1\nmore: 1\n")
    if hide == "staged":
        git(work, "add", ".")
    assert repository(spec).changed([spec, work / "b.yaml"]) == ("specs/a.yaml",)


def test_an_ignored_untracked_or_missing_file_is_found(work):
    (work / ".gitignore").write_text("c.yaml\n")
    (work / "c.yaml").write_text("c\n")
    found = repository(work)
    assert found.changed([work / "c.yaml", work / "d.yaml"]) == ("c.yaml", "d.yaml")


def test_a_commit_of_another_branch_is_not_on_main(work):
    git(work, "checkout", "-qb", "wild")
    (work / "b.yaml").write_text("c\n")
    git(work, "commit", "-qam", "second")
    found = repository(work)
    assert not found.contains("main", found.commit())
    assert found.contains("wild", found.commit())
    assert not found.contains("no-such", found.commit())


def test_the_remote_s_branch_counts_more_than_the_local_one(work, tmp_path_factory):
    clone = tmp_path_factory.mktemp("clone") / "c"
    subprocess.run(["git", "clone", "-q", str(work), str(clone)], check=True, capture_output=True)
    git(clone, "config", "user.name", "Ann")
    git(clone, "config", "user.email", "ann@example.com")
    (clone / "b.yaml").write_text("c\n")
    git(clone, "commit", "-qam", "not pushed")
    found = repository(clone)
    assert found.branch() == "main"
    assert not found.contains("main", found.commit())


def parted(work, folder, *words):
    """A clone at a branch that main has grown past."""
    git(work, "checkout", "-qb", "wild")
    for name in ("wild", "main"):
        git(work, "checkout", "-q", name)
        (work / f"{name}.yaml").write_text(f"{name}\n")
        git(work, "add", ".")
        git(work, "commit", "-qm", name)
    command = ["git", "clone", "-q", "--no-single-branch", "--branch", "wild", *words, work.as_uri(), str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return repository(folder)


def test_where_a_branch_began(work, tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    found = parted(work, folder / "clone")
    assert found.merge_base(found.commit("origin/main")) == found.commit("HEAD~1")


def test_a_shallow_clone_is_not_guessed_at(work, tmp_path_factory):
    folder = tmp_path_factory.mktemp("shallow")
    found = parted(work, folder / "clone", "--depth", "1")
    with pytest.raises(NotInGit, match="git fetch --unshallow"):
        found.merge_base(found.commit("origin/main"))
    git(folder / "clone", "fetch", "-q", "--unshallow")
    assert found.merge_base(found.commit("origin/main")) == found.commit("HEAD~1")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give files away")
def test_a_folder_of_somebody_else_is_read_where_its_reader_said_so(work, tmp_path_factory, monkeypatch):
    """As in containers of CI, where checkout runs as another user and notes the folder as safe."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for path in (work, work / ".git"):
        os.chown(path, 65534, 65534)
    with pytest.raises(NotInGit, match="dubious ownership"):
        repository(work)
    (home / ".gitconfig").write_text(f"[safe]\n\tdirectory = {work}\n")
    assert repository(work).content("HEAD", work / "b.yaml") == b"b\n"


def test_no_repository_is_said_with_what_to_do(tmp_path):
    with pytest.raises(NotInGit, match=r"a.yaml lies in no git repository: use its clone, or git init and git commit"):
        repository(tmp_path / "a.yaml")


def test_a_repository_without_a_commit_is_said_with_what_to_do(tmp_path):
    git(tmp_path, "init", "-q")
    with pytest.raises(NotInGit, match=r"has no commit yet: git add the specs, then git commit$"):
        repository(tmp_path).commit()


def test_what_is_not_there_is_said(tmp_path, work):
    with pytest.raises(NotInGit, match="no commit or branch 'no-such' here; git fetch"):
        repository(work).commit("no-such")
    with pytest.raises(NotInGit):
        repository(work).commit("--help")
    with pytest.raises(NotInGit, match="is not in the repository"):
        repository(work / "specs").content("HEAD", tmp_path.parent / "other.yaml")
