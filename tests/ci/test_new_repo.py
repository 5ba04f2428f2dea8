"""What `botspec new --repo` writes passes its own checks: the workflow's commands and its hooks, run here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from botspec.cli.main import main
from tests.fakes.on_path import on_path
from tests.fakes.repositories import Work

PRE_COMMIT = Path(sys.executable).with_name("pre-commit")


@pytest.fixture
def work(tmp_path, capsys):
    with pytest.raises(SystemExit) as left:
        main(["new", "my-bot", "--repo", str(tmp_path / "repository"), "--no-input"])
    assert not left.value.code
    assert "wrote " in capsys.readouterr().out
    made = Work(tmp_path / "repository")
    made.git("init", "-q", "-b", "main")
    made.git("config", "user.name", "Ann Author")
    made.git("config", "user.email", "ann@example.com")
    made.commit("A first bot")
    made.git("remote", "add", "origin", str(made.root))
    made.git("fetch", "-q", "origin")
    return made


def steps(work):
    workflow = YAML(typ="safe").load(work.root / ".github" / "workflows" / "botspec.yml")
    found = {step["name"]: step for step in workflow["jobs"]["specs"]["steps"] if "run" in step}
    assert list(found) == ["Install", "Validate", "What the pull request changes", "Back-test"]
    return found


def carried_out(work, script):
    environment = {
        **on_path(work.root.parent / "bin"),
        "BASE": "main",
        "GITHUB_STEP_SUMMARY": str(work.root.parent / "summary"),
    }
    command = ["bash", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=work.root, env=environment, capture_output=True, text=True, check=False)


def test_its_own_commands_pass(work):
    found = steps(work)
    for name in ("Validate", "What the pull request changes", "Back-test"):
        done = carried_out(work, found[name]["run"])
        assert done.returncode == 0, (name, done.stdout, done.stderr)
    assert found["Install"]["run"].startswith("python -m pip install --quiet botspec==")
    assert work.git("status", "--porcelain", "--", "specs", "schemas", "botspec.policy.yaml") == ""


def test_a_change_that_breaks_it_is_stopped_and_one_that_loosens_it_is_told(work):
    spec = work.root / "specs" / "my-bot.yaml"
    work.change(spec, "max_position: 35%", "max_position: 55%")
    work.commit("More of it")
    assert carried_out(work, steps(work)["What the pull request changes"]["run"]).returncode == 0
    assert "max_position" in (work.root.parent / "summary").read_text()
    work.change(spec, "max_position: 55%", "max_position: 90%")
    refused = carried_out(work, steps(work)["Validate"]["run"])
    assert refused.returncode in {2, 3}
    assert "the policy does not allow it" in refused.stdout


@pytest.mark.skipif(not PRE_COMMIT.exists(), reason="pre-commit is not installed")
def test_its_hooks_pass(work):
    environment = {**on_path(work.root.parent / "bin"), "PRE_COMMIT_HOME": str(work.root.parent / "cache")}
    command = [str(PRE_COMMIT), "run", "--all-files"]
    done = subprocess.run(command, cwd=work.root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_only_into_an_empty_folder(tmp_path, capsys):
    (tmp_path / "something").write_text("")
    with pytest.raises(SystemExit) as left:
        main(["new", "my-bot", "--repo", str(tmp_path), "--no-input"])
    assert left.value.code == 2
    assert "is not empty" in capsys.readouterr().err
