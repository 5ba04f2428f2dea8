"""`botspec diff` on files, folders and a real repository of git."""

from __future__ import annotations

import subprocess

import pytest

from botspec.app.diff import NoSuchState, diff_base, diff_paths
from botspec.gitops.category import Category
from tests.unit.compiler.specs import RIGHT

LOOSE = RIGHT.replace("max_position: 35%", "max_position: 50%")
POLICY = "version: 1\nceilings: {limits: {max_position: 35%}}\n"


def git(folder, *words):
    settings = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *settings, "-C", str(folder), *words], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path, monkeypatch):
    root = tmp_path / "bots"
    (root / "specs").mkdir(parents=True)
    git(root, "init", "-q", "-b", "main")
    (root / "specs" / "a.yaml").write_text(RIGHT)
    (root / "botspec.policy.yaml").write_text(POLICY)
    git(root, "add", "-A")
    git(root, "commit", "-qm", "first")
    monkeypatch.chdir(root)
    return root


@pytest.mark.usefixtures("repository")
def test_nothing_changed():
    found = diff_base("main", [])
    assert (found.specs, found.worst) == ((), None)


def test_what_is_not_committed_counts(repository):
    (repository / "specs" / "a.yaml").write_text(LOOSE)
    found = diff_base("main", [])
    assert (found.worst, found.allowed) == (Category.RISK_LOOSENED, False)
    change = found.changes[0]
    assert (change.old.file, change.new.file) == ("main:specs/a.yaml", "specs/a.yaml")


def test_paths_narrow_what_is_looked_at_and_keep_the_policy_above(repository, monkeypatch):
    (repository / "specs" / "a.yaml").write_text(LOOSE)
    (repository / "other").mkdir()
    (repository / "other" / "b.yaml").write_text(RIGHT.replace("id: dip-buyer", "id: other"))
    from pathlib import Path

    found = diff_base("main", [Path("specs/a.yaml")])
    assert [spec.bot for spec in found.specs] == ["dip-buyer"]
    assert not found.allowed
    monkeypatch.chdir(repository / "specs")
    assert [spec.path for spec in diff_base("main", []).specs] == ["a.yaml"]


@pytest.mark.parametrize("head", [LOOSE, LOOSE.replace("id: dip-buyer", "id: new\nmoved: {from: dip-buyer}")])
def test_a_bot_moved_into_the_paths_is_no_new_bot(repository, head):
    from pathlib import Path

    (repository / "eu").mkdir()
    (repository / "specs" / "a.yaml").rename(repository / "eu" / "a.yaml")
    (repository / "eu" / "a.yaml").write_text(head)

    found = diff_base("main", [Path("eu")])
    assert [(spec.status.value, spec.was) for spec in found.specs] == [("renamed", "main:specs/a.yaml")]
    assert found.worst is Category.RISK_LOOSENED


def test_what_main_did_since_is_not_undone_but_its_policy_counts(repository):
    git(repository, "checkout", "-qb", "change")
    git(repository, "checkout", "-q", "main")
    (repository / "specs" / "a.yaml").write_text(RIGHT.replace("oversold: 30", "oversold: 20"))
    (repository / "botspec.policy.yaml").write_text(POLICY.replace("max_position: 35%", "max_leverage: 1"))
    git(repository, "commit", "-qam", "main goes on")
    git(repository, "checkout", "-q", "change")
    (repository / "specs" / "a.yaml").write_text(LOOSE)
    found = diff_base("main", [])
    assert [change.where for change in found.changes] == ["risk.limits.max_position"]
    assert [each.where for each in found.refused] == ["ceilings.limits.max_leverage"]


@pytest.mark.usefixtures("repository")
def test_a_base_that_is_not_there_is_said():
    with pytest.raises(NoSuchState):
        diff_base("nowhere", [])
    with pytest.raises(NoSuchState):
        diff_base("--output=/tmp/x", [])


def test_two_files_are_compared_whatever_they_are_called(tmp_path):
    (tmp_path / "old.yaml").write_text(RIGHT)
    (tmp_path / "new.yaml").write_text(LOOSE)
    found = diff_paths(tmp_path / "old.yaml", tmp_path / "new.yaml")
    assert [(spec.status, spec.worst) for spec in found.specs] == [("changed", Category.RISK_LOOSENED)]


def test_two_folders(tmp_path):
    for name, text in (("old", RIGHT), ("new", LOOSE)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yaml").write_text(text)
    (tmp_path / "old" / "botspec.policy.yaml").write_text(POLICY)
    found = diff_paths(tmp_path / "old", tmp_path / "new")
    assert (found.worst, found.allowed) == (Category.POLICY_LOOSENED, False)
    assert found.changes[0].note == "nothing is required any more"


def test_a_file_and_a_folder_are_refused(tmp_path):
    (tmp_path / "a.yaml").write_text(RIGHT)
    for old, new in ((tmp_path, tmp_path / "a.yaml"), (tmp_path / "a.yaml", tmp_path / "none.yaml")):
        with pytest.raises(NoSuchState):
            diff_paths(old, new)


def test_a_new_bot_is_seen_however_it_is_written(repository):
    flow = (
        '{"version": 1, "id": other, universe: {symbols: [AAPL]}, data: {source: sample}, '
        "strategy: {kind: sma_cross}, sizing: {kind: percent_of_equity, percent: 30%}, schedule: {submit: after_open}}"
    )
    (repository / "specs" / "b.yaml").write_text(flow)
    (repository / "compose.yaml").write_text("version: '3'\nservices: {}\n")
    found = diff_base("main", [])
    assert [spec.path for spec in found.specs] == ["specs/b.yaml"]
    assert not found.allowed


def test_a_file_that_is_named_is_looked_at_whatever_it_says(repository):
    from pathlib import Path

    (repository / "specs" / "b.yaml").write_text("nothing: 1\n")
    assert diff_base("main", []).specs == ()
    assert diff_base("main", [Path("specs/b.yaml")]).invalid
