"""Approving writes down exactly what was looked at, or says by name what is missing."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta

import pytest

from botspec.app.approve import NotApproved, Wish, approve
from botspec.app.arm import NotArmed, arm, disarm
from botspec.app.rewriting import SpecUnreadable
from botspec.gates.lock import read_lock
from tests.fakes.repositories import ACCOUNT, APPROVER, a_repository

BY_BEN = Wish(ACCOUNT, APPROVER)


@pytest.fixture
def work(tmp_path):
    return a_repository(tmp_path / "repository")


def refused(work, wish):
    with pytest.raises(NotApproved) as error:
        approve(work.spec, wish)
    assert not work.lock.exists()
    return [gate.name for gate in error.value.gates] or str(error.value)


def test_the_lock_says_what_was_approved(work):
    done = approve(work.spec, BY_BEN)
    lock = read_lock("dip.lock.yaml", work.lock.read_bytes())
    assert lock == done.lock
    assert (lock.bot, lock.mode, lock.author, lock.approver) == (
        "dip",
        "live",
        "Ann Author <ann@example.com>",
        APPROVER,
    )
    assert lock.account.number == "****1234"
    assert ACCOUNT not in work.lock.read_text()
    assert lock.expires_at - lock.approved_at == timedelta(days=30)
    assert lock.policy is not None
    assert lock.digest == done.papers.spec.digest


def test_a_comment_is_not_another_spec_a_limit_is(work):
    before = approve(work.spec, BY_BEN).lock
    work.change(work.spec, "version: 1", "# a comment\nversion: 1")
    assert approve(work.spec, BY_BEN).lock.digest == before.digest
    work.change(work.spec, "max_position: 35%", "max_position: 40%")
    after = approve(work.spec, BY_BEN).lock
    assert after.digest != before.digest
    assert after.limits != before.limits


def test_outside_a_repository_nothing_is_approved(work):
    shutil.rmtree(work.spec.parents[1] / ".git")
    told = refused(work, BY_BEN)
    assert told.startswith("a lock is of a reviewed commit: ")
    assert "lies in no git repository: use its clone" in told


def test_who_wrote_it_does_not_approve_it(work):
    assert refused(work, Wish(ACCOUNT)) == ["approver"]
    work.change(work.policy, "branch: main", "author_may_approve: true")
    approve(work.spec, Wish(ACCOUNT))


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("branch: main", "approvers: [carol@example.com]", ["approver"]),
        ("branch: main", "signature: required", ["signature"]),
        ("50000 USD", "20000 USD", ["policy"]),
        ("branch: main", "evidence: {paper: {sessions: 20}}", ["evidence"]),
        ("branch: main", "evidence: {limits_exercised: true}", ["evidence"]),
    ],
)
def test_what_the_policy_asks_is_missed_by_name(work, old, new, names):
    work.change(work.policy, old, new)
    assert refused(work, BY_BEN) == names


def test_a_broken_policy_approves_nothing(work):
    work.change(work.policy, "branch: main", "brunch: main")
    assert "has errors" in refused(work, BY_BEN)


@pytest.mark.parametrize("number", ["", "12", "1234", "98765-1234", "abcd", "١٢٣٤"])
def test_the_account_is_a_number(work, number):
    assert "say which account" in refused(work, Wish(number, APPROVER))


def test_only_a_spec_of_mode_live_is_approved(work):
    work.change(work.spec, "mode: live", "mode: paper")
    assert refused(work, BY_BEN) == ["mode"]
    work.change(work.spec, "mode: paper", "mode: lively")
    with pytest.raises(SpecUnreadable):
        approve(work.spec, BY_BEN)


def test_not_for_longer_than_the_policy_allows(work):
    assert refused(work, Wish(ACCOUNT, APPROVER, timedelta(days=31))) == ["expiry"]
    lock = approve(work.spec, Wish(ACCOUNT, APPROVER, timedelta(hours=12))).lock
    assert lock.expires_at - lock.approved_at == timedelta(hours=12)


def a_key(folder, name):
    path = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
def test_a_signature_by_a_key_the_policy_allows(work, tmp_path):
    bens, eves = a_key(tmp_path, "ben"), a_key(tmp_path, "eve")
    work.change(work.policy, "branch: main", "signature: required")
    (work.root / "allowed_signers").write_text(f"ben@example.com {bens.with_suffix('.pub').read_text()}")
    work.commit()
    assert refused(work, Wish(ACCOUNT, APPROVER, key=eves)) == ["signature"]
    lock = approve(work.spec, Wish(ACCOUNT, APPROVER, key=bens)).lock
    assert lock.signature is not None
    with pytest.raises(NotApproved, match="did not sign"):
        approve(work.spec, Wish(ACCOUNT, APPROVER, key=tmp_path))


@pytest.fixture
def approved(work):
    approve(work.spec, BY_BEN)
    work.commit("Approve")
    return work


def test_a_person_arms_it_and_takes_it_back(approved, tmp_path):
    environment = {"HOME": str(tmp_path)}
    asked = []

    def ask(question):
        asked.append(question)
        return "YES I UNDERSTAND 1234"

    done = arm(approved.spec, environment, ask)
    assert "REAL MONEY in the account that ends in 1234" in asked[0]
    assert done.record.lock == read_lock("", approved.lock.read_bytes()).fingerprint
    assert done.path.stat().st_mode & 0o777 == 0o600
    assert disarm(approved.spec, environment) == done.path
    assert disarm(approved.spec, environment) is None


@pytest.mark.parametrize("typed", [None, "", "YES I UNDERSTAND", "YES I UNDERSTAND 4321"])
def test_no_script_arms_it(approved, tmp_path, typed):
    with pytest.raises(NotArmed):
        arm(approved.spec, {"HOME": str(tmp_path)}, lambda _: typed)
    assert not (tmp_path / ".local").exists()


def test_nobody_is_asked_while_a_gate_is_shut(approved, tmp_path):
    approved.change(approved.spec, "30%", "31%")

    def ask(_):
        raise AssertionError

    with pytest.raises(NotArmed) as error:
        arm(approved.spec, {"HOME": str(tmp_path)}, ask)
    assert {gate.name for gate in error.value.gates} == {"locked-spec", "source"}


def test_without_a_policy_anybody_but_the_author_may(tmp_path):
    work = a_repository(tmp_path / "bare", policy=None)
    lock = approve(work.spec, BY_BEN).lock
    assert lock.policy is None
    assert lock.expires_at - lock.approved_at == timedelta(days=90)
