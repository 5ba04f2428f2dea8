"""Every gate, shut by itself, is named; all open, and only then, there is a token."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import botspec
from botspec.domain.modes import Mode
from botspec.domain.values import Duration, Ratio
from botspec.gates.evaluate import may_ask, may_trade
from botspec.gates.facts import Missing, PolicyFacts, SourceFacts
from botspec.gates.gate import Gate, exit_code
from botspec.gates.lock import LockedAccount, LockedFeed
from botspec.gates.token import GatesPassed, PapersPassed
from botspec.spec.approval import Approval, BacktestEvidence, EvidenceAsked, PaperEvidence, Signing
from tests.fakes.gates import (
    CHECK,
    NOW,
    NUMBER,
    a_lock,
    a_spec,
    armed,
    at_the_terminal,
    digest,
    papers,
    some_evidence,
    the_account,
)

ROOT = Path(botspec.__file__).parent


def asking(**approval):
    return PolicyFacts(digest("policy"), (), Approval(**approval))


OTHER = digest("another")
SHUT_PAPERS = {
    "mode": {"spec": a_spec(mode=Mode.PAPER)},
    "flag": {"live": False},
    "lock": {"lock": Missing("there is no lock")},
    "locked-spec": {"spec": a_spec(digest=OTHER)},
    "locked-limits": {"spec": a_spec(limits=OTHER)},
    "plug-ins": {"spec": a_spec(plugins={"my.signals": OTHER})},
    "semantics": {"semantics": 99},
    "feed": {"spec": a_spec(feed=LockedFeed(source="alpaca", history="iex", live="iex"))},
    "profile": {"spec": a_spec(profile="second")},
    "locked-policy": {"policy": PolicyFacts(OTHER)},
    "expiry": {"now": NOW + timedelta(days=31)},
    "approver": {"policy": asking(approvers=("carol@example.com",))},
    "signature": {"policy": asking(signature=Signing.REQUIRED)},
    "policy": {"policy": PolicyFacts(digest("policy"), ("daily loss of 9% is above the ceiling of 5%",))},
    "evidence": {"policy": asking(evidence=EvidenceAsked(paper=PaperEvidence(sessions=20)))},
    "source": {"source": SourceFacts("commit 1a2b3c4", ("specs/dip.yaml",), on_branch=True)},
    "host": {"host_variable": "APCA_API_BASE_URL names another host"},
    "keys": {"keys": "no keys"},
    "spec": {"trouble": "specs/dip.yaml has errors; what ran last is that of commit 1a2b3c4"},
}


def names(gates: object) -> list[str]:
    assert isinstance(gates, tuple)
    return [gate.name for gate in gates]


def test_with_every_gate_open_account_and_clock_may_be_read_and_then_orders_sent():
    asked = may_ask(papers(), at_the_terminal())
    assert isinstance(asked, PapersPassed)
    passed = may_trade(asked, the_account())
    assert isinstance(passed, GatesPassed)
    assert passed.guardian == ()
    assert isinstance(may_ask(papers(), armed()), PapersPassed)


@pytest.mark.parametrize(("name", "given"), SHUT_PAPERS.items(), ids=SHUT_PAPERS)
@pytest.mark.parametrize("person", [at_the_terminal(), armed()], ids=["typed", "armed"])
def test_each_gate_is_refused_by_its_name(name, given, person):
    shut = may_ask(papers(**given), person)
    assert name in names(shut)
    assert all(gate.found and (gate.to_do or gate.name == "keys") for gate in shut)


@pytest.mark.parametrize("name", [name for name in SHUT_PAPERS if name not in {"lock", "locked-spec", "mode"}])
def test_no_other_gate_is_blamed(name):
    assert names(may_ask(papers(**SHUT_PAPERS[name]), at_the_terminal())) == [name]


@pytest.mark.parametrize(
    ("name", "given"),
    {
        "another branch": {"source": SourceFacts("commit 1", (), on_branch=False)},
        "no repository": {"source": Missing("not in git")},
    }.items(),
)
def test_where_it_comes_from(name, given):
    assert names(may_ask(papers(**given), at_the_terminal())) == ["source"], name


def test_a_bad_signature_is_refused_even_where_none_is_asked_for():
    shut = may_ask(papers(lock=a_lock(signature="x"), signature="the signature is not by ben"), at_the_terminal())
    assert names(shut) == ["signature"]
    assert isinstance(may_ask(papers(lock=a_lock(signature="x"), signature=""), at_the_terminal()), PapersPassed)
    stripped = papers(lock=a_lock(), signature="", policy=asking(signature=Signing.REQUIRED))
    assert names(may_ask(stripped, at_the_terminal())) == ["signature"]


@pytest.mark.parametrize(
    "lock",
    [
        a_lock(expires_at=NOW),
        a_lock(approved_at=NOW + timedelta(seconds=1)),
        a_lock(expires_at=NOW + timedelta(days=365)),
    ],
    ids=["expired", "approved in the future", "longer than the policy allows"],
)
def test_an_approval_has_its_time(lock):
    assert names(may_ask(papers(lock=lock), at_the_terminal())) == ["expiry"]


def test_the_author_may_not_approve_unless_the_policy_says_so():
    own = a_lock(approver="ann@EXAMPLE.com")
    assert names(may_ask(papers(lock=own), at_the_terminal())) == ["approver"]
    assert isinstance(
        may_ask(papers(lock=own, policy=asking(author_may_approve=True)), at_the_terminal()), PapersPassed
    )
    committed = SourceFacts("commit 1", (), on_branch=True, author="Ben <ben@example.com>")
    assert names(may_ask(papers(source=committed), at_the_terminal())) == ["approver"]


def test_evidence_is_of_this_behaviour_and_good_enough():
    asked = asking(
        evidence=EvidenceAsked(
            backtest=BacktestEvidence(sessions=400, trades=30, max_drawdown=Ratio(Decimal("0.15"))),
            limits_exercised=True,
        )
    )
    assert isinstance(may_ask(papers(policy=asked), at_the_terminal()), PapersPassed)
    for worse in (
        {"behaviour": OTHER},
        {"sessions": 399},
        {"trades": 29},
        {"max_drawdown": Decimal("0.151")},
        {"limits": ()},
        {"mode": "simulate"},
    ):
        lock = a_lock(evidence=(some_evidence(**worse),))
        assert names(may_ask(papers(lock=lock, policy=asked), at_the_terminal())) == ["evidence"], worse


@pytest.mark.parametrize(
    "typed", [None, "", "yes", "YES I UNDERSTAND", "YES I UNDERSTAND 1235", "yes i understand 1234"]
)
def test_nobody_at_the_terminal_or_other_words(typed):
    assert names(may_ask(papers(), at_the_terminal(typed))) == ["person"]


@pytest.mark.parametrize(
    "given",
    [
        {"host": OTHER},
        {"bot": "other"},
        {"profile": "second"},
        {"digest": OTHER},
        {"lock": OTHER},
        {"account": "****9999"},
        {"armed_at": NOW + timedelta(seconds=1)},
        {"expires_at": NOW},
    ],
    ids=lambda given: next(iter(given)),
)
def test_an_arm_record_is_for_this_machine_bot_approval_and_time(given):
    assert names(may_ask(papers(), armed(**given))) == ["arm"]


@pytest.mark.parametrize(
    ("name", "given", "code"),
    [
        ("account", {"number": "987651235"}, 4),
        ("account", {"number": "123451234"}, 4),
        ("account-open", {"status": "ACCOUNT_CLOSED"}, 4),
        ("account-open", {"blocked": True}, 4),
        ("clock", {"skew_seconds": 2.01}, 75),
        ("clock", {"skew_seconds": -2.01}, 75),
        ("clock", {"skew_seconds": float("nan")}, 75),
    ],
)
def test_the_gates_on_the_other_side(name, given, code):
    asked = may_ask(papers(), at_the_terminal())
    assert isinstance(asked, PapersPassed)
    shut = may_trade(asked, the_account(**given))
    assert isinstance(shut, tuple)
    assert names(shut) == [name]
    assert exit_code(shut) == code


def test_an_account_that_ends_alike_is_another_one():
    asked = may_ask(papers(), at_the_terminal())
    assert isinstance(asked, PapersPassed)
    shut = may_trade(asked, the_account(number=f"11111{NUMBER[-4:]}"))
    assert isinstance(shut, tuple)
    assert "another one that ends alike" in shut[0].found
    assert NUMBER not in f"{asked}{shut}"


def test_what_no_waiting_mends_decides_the_exit_code():
    gates = [Gate("clock", "failed", "", transient=True), Gate("account", "failed", "", exit_code=4)]
    assert exit_code(gates) == 4
    assert exit_code([*gates, Gate("lock", "failed", "")]) == 3
    assert exit_code([]) == 0


GUARDED = ("spec", "lock", "locked-spec", "locked-limits", "expiry", "policy", "evidence", "source", "signature")


@pytest.mark.parametrize("name", GUARDED)
def test_a_bot_that_holds_positions_looks_after_them(name):
    asked = may_ask(papers(**SHUT_PAPERS[name]), at_the_terminal(), holding="1234")
    assert isinstance(asked, PapersPassed)
    assert name in asked.guardian
    passed = may_trade(asked, the_account())
    assert isinstance(passed, GatesPassed)
    assert name in passed.guardian
    assert isinstance(may_trade(replace(asked, last_four="9999"), the_account()), tuple)


@pytest.mark.parametrize("name", ["mode", "flag", "keys", "host"])
def test_guardian_opens_no_other_gate(name):
    assert name in names(may_ask(papers(**SHUT_PAPERS[name]), at_the_terminal(), holding="1234"))


def test_guardian_wants_its_person_too():
    assert names(may_ask(papers(), at_the_terminal(None), holding="1234")) == ["person"]
    found = may_ask(papers(), armed(expires_at=NOW), holding="1234")
    assert isinstance(found, PapersPassed)
    assert found.guardian == ("arm",)


def test_an_account_with_fewer_than_four_digits_matches_nothing():
    assert isinstance(may_trade(PapersPassed(digest("spec"), "", ""), the_account()), tuple)


def calls(name):
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name:
                yield path.relative_to(ROOT).as_posix()


def test_tokens_are_made_in_one_place_and_the_live_origin_of_tokens_only():
    assert set(calls("PapersPassed")) == {"gates/evaluate.py"}
    assert set(calls("GatesPassed")) == {"gates/evaluate.py"}
    assert set(calls("LiveOrigin")) == {"adapters/system/origin.py"}


def test_the_policy_of_the_default_allows_ninety_days():
    assert Approval().valid_for == Duration(90 * 86_400, "90d")
    assert LockedAccount(profile="main", number="****1234", check=CHECK).last_four == "1234"
