"""The hooks of this repository through real pre-commit, on a repository of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.fakes.on_path import ROOT, on_path
from tests.fakes.repositories import POLICY, SPEC, a_repository

PROGRAM = Path(sys.executable).with_name("pre-commit")
pytestmark = pytest.mark.skipif(not PROGRAM.exists(), reason="pre-commit is not installed")
HOOKS = YAML(typ="safe").load(ROOT / ".pre-commit-hooks.yaml")


@pytest.fixture
def work(tmp_path):
    """The published hooks as local ones: the same words, with botspec from PATH instead of one that is installed."""
    made = a_repository(tmp_path / "repository", SPEC, POLICY)
    hooks = [{**hook, "language": "system"} for hook in HOOKS]
    with (made.root / ".pre-commit-config.yaml").open("w") as file:
        YAML().dump({"repos": [{"repo": "local", "hooks": hooks}]}, file)
    made.commit("Hooks")
    return made


def run(work, *words):
    environment = {**on_path(work.root.parent / "bin"), "PRE_COMMIT_HOME": str(work.root.parent / "cache")}
    command = [str(PROGRAM), "run", *words]
    return subprocess.run(command, cwd=work.root, env=environment, capture_output=True, text=True, check=False)


def test_the_manifest_is_one():
    checked = subprocess.run(
        [str(PROGRAM), "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")], capture_output=True, check=False
    )
    assert checked.returncode == 0, checked.stdout


def test_good_specs_pass_and_the_schema_is_written_once(work):
    first = run(work, "--all-files")
    assert "botspec validate.........................................................Passed" in first.stdout
    assert "wrote schemas/spec-v1.schema.json" in first.stdout
    work.commit("Schema")
    assert run(work, "--all-files").returncode == 0


@pytest.mark.parametrize(("name", "old"), [("specs/dip.yaml", "max_position"), ("botspec.policy.yaml", "ceilings")])
def test_a_wrong_spec_or_policy_stops_the_commit(work, name, old):
    work.change(work.root / name, old, f"{old}x")
    done = run(work, "botspec-validate", "--all-files")
    assert done.returncode == 1
    assert f"error[BS101]: unknown key '{old}x'" in done.stdout


def test_locks_are_left_alone(work):
    (work.root / "specs" / "dip.lock.yaml").write_text("lock: 1\n")
    work.git("add", "-A")
    assert run(work, "botspec-validate", "--all-files").returncode == 0
