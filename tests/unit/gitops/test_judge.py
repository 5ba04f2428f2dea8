from __future__ import annotations

from datetime import date

import pytest

from botspec.diagnostics.finding import Severity
from botspec.gitops.judge import judge
from botspec.gitops.policy_changes import policy_changes
from botspec.gitops.read_policy import read_policy
from tests.unit.compiler.specs import judged

DAY = date(2026, 11, 22)


def policy(text):
    return read_policy("botspec.policy.yaml", f"version: 1\n{text}".encode())


def said(text, *edits, day=DAY):
    context = judged(*edits).context
    assert context is not None
    return judge(context, [policy(text)], day)


def codes(text, *edits):
    return [each.code for each in said(text, *edits).findings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("ceilings: {modes: [backtest]}", []),
        ("ceilings: {modes: [paper]}", ["BS601"]),
        ("ceilings: {accounts: [second]}", ["BS601"]),
        ("ceilings: {capital: 100000 USD}", []),
        ("ceilings: {capital: 99999 USD}", ["BS602"]),
        ("ceilings: {symbols: [AAPL, MSFT, GOOG]}", ["BS603"]),
        ("ceilings: {max_symbols: 3}", ["BS603"]),
        ("ceilings: {order_types: [limit]}", ["BS604", "BS604"]),
        ("ceilings: {sides: [short]}", ["BS604"]),
        ("ceilings: {limits: {max_position: 35%}}", []),
        ("ceilings: {limits: {max_position: 34%}}", ["BS605"]),
        ("ceilings: {limits: {max_position: 40000 USD}}", ["BS605"]),
        ("ceilings: {limits: {max_leverage: 1}}", ["BS605"]),
        ("ceilings: {guards: {daily_loss: {limit: 2%, action: halt}}}", []),
        ("ceilings: {guards: {daily_loss: {limit: 1%}}}", ["BS606"]),
        ("ceilings: {guards: {daily_loss: {action: flatten}}}", ["BS606"]),
        ("ceilings: {guards: {weekly_loss: {limit: 9%}}}", ["BS606"]),
        ("required_guards: {backtest: [daily_loss, drawdown]}", []),
        ("required_guards: {backtest: [cooldown]}", ["BS607"]),
        ("required_guards: {paper: [cooldown]}", []),
        ("from_mode: paper\nceilings: {max_symbols: 1}", []),
    ],
)
def test_what_a_policy_says_of_the_right_spec(text, expected):
    assert policy(text).findings == ()
    assert codes(text) == expected


def test_a_finding_points_at_both_files():
    found = said("ceilings: {max_symbols: 3}").findings[0]
    assert (found.path, found.where) == ("a.yaml", "ceilings.max_symbols")
    assert [(each.path, each.span.line) for each in found.related] == [("botspec.policy.yaml", 2)]


def test_advice_is_a_warning_and_lets_the_bot_run():
    judgement = said("enforcement: advisory\nceilings: {max_symbols: 3}")
    assert [each.severity for each in judgement.findings] == [Severity.WARNING]
    assert judgement.allowed


WAIVER = "waivers: [{{rule: ceilings.max_symbols, spec: dip-buyer, reason: r, approver: a, expires: {}}}]"


def test_a_waiver_lets_it_pass_and_is_told():
    judgement = said("ceilings: {max_symbols: 3}\n" + WAIVER.format("2026-11-22"))
    assert [each.code for each in judgement.findings] == ["BS610"]
    assert judgement.allowed
    assert [each.waiver.approver for each in judgement.waived] == ["a"]


def test_an_expired_waiver_fails_even_where_it_is_not_needed():
    assert codes("ceilings: {max_symbols: 3}\n" + WAIVER.format("2026-11-21")) == ["BS609", "BS603"]
    assert codes("ceilings: {max_symbols: 9}\n" + WAIVER.format("2026-11-21")) == ["BS609"]


def test_a_waiver_of_another_bot_does_nothing():
    text = "ceilings: {max_symbols: 3}\n" + WAIVER.format("2027-01-01").replace("dip-buyer", "other")
    assert codes(text) == ["BS603"]


def test_a_hard_rule_takes_no_waiver():
    text = "enforce: {ceilings.max_symbols: hard}\nceilings: {max_symbols: 3}\n" + WAIVER.format("2027-01-01")
    assert [each.code for each in policy(text).findings] == ["BS611"]
    assert "BS603" in codes(text)


def test_a_policy_that_cannot_be_read_lets_nothing_pass():
    judgement = said("ceilings: {capitl: 5 USD}")
    assert [each.code for each in judgement.findings] == ["BS101"]
    assert not judgement.allowed


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ceilings: {limits: {max_positon: 5%}}", "BS101"),
        ("ceilings: {limits: {max_position: 5}}", "BS104"),
        ("ceilings: {guards: {daily_los: {limit: 5%}}}", "BS101"),
        ("ceilings: {guards: {daily_loss: {limt: 5%}}}", "BS101"),
        ("required_guards: {paper: [daily_los]}", "BS201"),
        ("required_guards: {papr: [daily_loss]}", "BS106"),
        ("enforcement: strict", "BS106"),
        ("enforce: {ceilings.capital: hard}", "BS611"),
        ("waivers: [{rule: x, spec: a, reason: r, approver: a}]", "BS102"),
        ("ceilings: {capital:}", "BS109"),
    ],
)
def test_what_is_wrong_with_a_policy_has_a_place(text, code):
    findings = policy(text).findings
    assert findings[0].code == code
    assert findings[0].span.line == 2


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("ceilings: {capital: 5 USD}", "ceilings: {capital: 6 USD}", "policy-loosened"),
        ("ceilings: {capital: 6 USD}", "ceilings: {capital: 5 USD}", "risk-tightened"),
        ("ceilings: {capital: 6 USD}", "", "policy-loosened"),
        ("ceilings: {modes: [backtest]}", "ceilings: {modes: [backtest, live]}", "policy-loosened"),
        ("ceilings: {limits: {max_position: 5%}}", "ceilings: {limits: {max_position: 6%}}", "policy-loosened"),
        ("ceilings: {limits: {min_cash: 5%}}", "ceilings: {limits: {min_cash: 6%}}", "risk-tightened"),
        ("ceilings: {limits: {max_position: 5%}}", "ceilings: {limits: {}}", "policy-loosened"),
        (
            "ceilings: {guards: {daily_loss: {limit: 5%, action: halt}}}",
            "ceilings: {guards: {daily_loss: {limit: 5%}}}",
            "policy-loosened",
        ),
        ("enforcement: hard", "enforcement: soft", "policy-loosened"),
        ("required_guards: {paper: [drawdown]}", "required_guards: {paper: []}", "policy-loosened"),
        ("from_mode: backtest", "from_mode: paper", "policy-loosened"),
        ("ceilings: {max_symbols: 3}", "ceilings: {max_symbols: 3}\n" + WAIVER.format("2027-01-01"), "policy-loosened"),
        ("description: a", "description: b", "cosmetic"),
    ],
)
def test_what_a_changed_policy_is(old, new, expected):
    assert [str(each.category) for each in policy_changes(policy(old), policy(new))] == [expected]


def test_policies_come_and_go():
    assert [str(each.category) for each in policy_changes(policy(""), None)] == ["policy-loosened"]
    assert [str(each.category) for each in policy_changes(None, policy(""))] == ["risk-tightened"]
    broken = policy("enforcement: strict")
    assert [str(each.category) for each in policy_changes(policy(""), broken)] == ["policy-loosened"]
