"""The action's steps, run as the shell commands they are; `gh` is a recorder."""

from __future__ import annotations

import base64
import gzip
import json
import re
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.fakes.on_path import ROOT, on_path
from tests.fakes.repositories import a_repository

SPEC = """\
version: 1
id: dip
mode: backtest
universe: {symbols: [AAPL, IBM]}
data: {source: sample}
strategy: {kind: rules, long: {enter: "rsi(close, 14) < 35", exit: "rsi(close, 14) > 55"}}
sizing: {kind: percent_of_equity, percent: 30%}
risk:
  limits: {max_position: 35%}
  guards: [{kind: drawdown, limit: 12%, from: peak, action: flatten, release: manual}]
schedule: {submit: after_open}
simulation: {period: {from: 2008-01-02, to: 2008-06-30}}
"""
ACTION = YAML(typ="safe").load(ROOT / "action.yml")
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}


@pytest.fixture
def pull_request(tmp_path):
    """A clone at a branch whose change loosens a limit; its origin has main."""
    work = a_repository(tmp_path / "origin", SPEC, None)
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(work.root), str(clone)], check=True)
    changed = type(work)(clone)
    changed.git("config", "user.name", "Ann Author")
    changed.git("config", "user.email", "ann@example.com")
    changed.git("checkout", "-qb", "change")
    changed.change(changed.spec, "max_position: 35%", "max_position: 90%")
    changed.commit("More of it")
    return changed


def a_step(name, work, **inputs):
    """Run one step of the action with its expressions filled in."""
    folder = work.root.parent
    given = {"paths": "specs", "base": "main", "fail-on": "", "comment": "true", "sarif": "true", "token": "t"} | inputs
    known = {f"inputs.{key}": value for key, value in given.items()}
    known |= {"github.sha": "abc", "github.ref": "refs/pull/1/merge", "github.repository": "o/r"}
    known |= {"github.event.pull_request.number": "7"}
    step = STEPS[name]
    expressions = {
        key: re.sub(r"\$\{\{ (.+?) \}\}", lambda found: known[found[1]], value)
        for key, value in step.get("env", {}).items()
    }
    assert "${{" not in step["run"], "an expression in a script lets a title or a branch name run commands"
    files = {"GITHUB_STEP_SUMMARY": "summary", "GITHUB_OUTPUT": "output", "GITHUB_PATH": "path"}
    environment = {
        **on_path(folder / "bin", "gh"),
        **{key: str(folder / value) for key, value in files.items()},
        "RUNNER_TEMP": str(folder),
        "GITHUB_ACTION_PATH": str(ROOT),
        **expressions,
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    return subprocess.run(command, cwd=work.root, env=environment, capture_output=True, text=True, check=False)


def test_every_step_is_shell_of_our_own():
    assert ACTION["runs"]["using"] == "composite"
    assert all(step["shell"] == "bash" and "uses" not in step for step in STEPS.values())


def test_validate_annotates_and_keeps_sarif(pull_request):
    assert a_step("Install", pull_request).returncode == 0
    assert a_step("Validate", pull_request).returncode == 0
    pull_request.change(pull_request.spec, "max_position", "max_positon")
    broken = a_step("Validate", pull_request)
    assert broken.returncode == 2
    assert "::error file=specs/dip.yaml,line=9" in broken.stdout
    sarif = json.loads((pull_request.root.parent / "botspec.sarif").read_text())
    assert sarif["version"] == "2.1.0"
    assert sarif["runs"][0]["results"][0]["ruleId"] == "BS101"


def test_a_refusal_by_policy_is_annotated_too(pull_request):
    pull_request.policy.write_text("version: 1\nceilings: {limits: {max_position: 40%}}\n", encoding="utf-8")
    refused = a_step("Validate", pull_request)
    assert refused.returncode == 3
    assert "::error file=specs/dip.yaml" in refused.stdout
    sarif = json.loads((pull_request.root.parent / "botspec.sarif").read_text())
    assert sarif["runs"][0]["results"][0]["ruleId"] == "BS605"


def test_diff_is_summed_up_commented_and_may_fail(pull_request):
    folder = pull_request.root.parent
    done = a_step("Diff", pull_request)
    assert done.returncode == 0, done.stderr
    assert "max_position" in (folder / "summary").read_text()
    assert (folder / "output").read_text() == "changed=true\n"
    assert a_step("Comment", pull_request).returncode == 0
    comment = (folder / "bin" / "gh.log").read_text()
    assert comment.startswith("pr comment 7 --edit-last --create-if-none --body-file ")
    assert a_step("Diff", pull_request, **{"fail-on": "risk-loosened"}).returncode == 3
    assert a_step("Diff", pull_request, **{"fail-on": "goes-live"}).returncode == 0


def test_a_checkout_of_depth_one_is_completed(pull_request):
    """What main did since is not told as if the branch had undone it."""
    origin = type(pull_request)(pull_request.root.parent / "origin")
    pull_request.git("push", "-q", "origin", "change")
    origin.change(origin.spec, "percent: 30%", "percent: 20%")
    origin.commit("Smaller, on main")
    shallow = type(pull_request)(pull_request.root.parent / "shallow")
    command = ["git", "clone", "-q", "--depth", "1", "--branch", "change", origin.root.as_uri(), str(shallow.root)]
    subprocess.run(command, check=True)
    done = a_step("Diff", shallow)
    assert done.returncode == 0, done.stderr
    summary = (shallow.root.parent / "summary").read_text()
    assert "max_position" in summary
    assert "sizing" not in summary


def test_no_change_is_no_change(pull_request):
    pull_request.change(pull_request.spec, "max_position: 90%", "max_position: 35%")
    pull_request.commit("Back")
    assert a_step("Diff", pull_request).returncode == 0
    assert (pull_request.root.parent / "output").read_text() == "changed=false\n"


def test_sarif_is_uploaded_packed(pull_request):
    folder = pull_request.root.parent
    a_step("Validate", pull_request)
    assert a_step("Upload SARIF", pull_request).returncode == 0
    assert "code-scanning/sarifs -f commit_sha=abc" in (folder / "bin" / "gh.log").read_text()
    packed = (folder / "botspec.sarif.b64").read_text()
    assert json.loads(gzip.decompress(base64.b64decode(packed)))["version"] == "2.1.0"
    assert Path(folder / "botspec.sarif").is_file()
