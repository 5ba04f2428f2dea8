"""Several policies above a spec: nothing that one of them asks is lost."""

from __future__ import annotations

from decimal import Decimal

from botspec.domain.values import Duration, Ratio
from botspec.gates.strictest import NOBODY, strictest
from botspec.spec.approval import (
    Approval,
    AskedBeforePaper,
    BacktestEvidence,
    EvidenceAsked,
    PaperEvidence,
    ParityEvidence,
    Signing,
)


def percent(number):
    return Ratio(Decimal(number) / 100)


def test_without_policies_the_defaults_count():
    assert strictest([]) == Approval()


def test_one_policy_is_itself():
    asked = Approval(branch="release", approvers=("ben",), valid_for=Duration(86_400, "1d"))
    assert strictest([asked]) == asked


def test_of_two_the_stricter_counts_key_by_key():
    near = Approval(
        branch="wild",
        approvers=("ben", "carol"),
        author_may_approve=True,
        valid_for=Duration(86_400, "1d"),
        signers="mine",
        evidence=EvidenceAsked(
            backtest=BacktestEvidence(sessions=100, trades=50, max_drawdown=percent(30)),
            paper=PaperEvidence(sessions=5),
            parity=ParityEvidence(slippage=percent(1), orders=percent(90)),
        ),
    )
    outer = Approval(
        approvers=("carol", "dora"),
        signature=Signing.REQUIRED,
        evidence=EvidenceAsked(
            backtest=BacktestEvidence(sessions=500, trades=10, max_drawdown=percent(20)),
            paper=PaperEvidence(sessions=20),
            parity=ParityEvidence(slippage=percent(2), orders=percent(99)),
            limits_exercised=True,
        ),
    )
    assert strictest([near, outer]) == Approval(
        branch="main",
        approvers=("carol",),
        author_may_approve=False,
        signature=Signing.REQUIRED,
        signers="allowed_signers",
        valid_for=Duration(86_400, "1d"),
        evidence=EvidenceAsked(
            backtest=BacktestEvidence(sessions=500, trades=50, max_drawdown=percent(20)),
            paper=PaperEvidence(sessions=20),
            parity=ParityEvidence(slippage=percent(1), orders=percent(99)),
            limits_exercised=True,
        ),
    )


def test_policies_that_name_different_people_let_nobody_approve():
    asked = strictest([Approval(approvers=("ben",)), Approval(approvers=("carol",))])
    assert asked.approvers == NOBODY


def test_what_is_asked_before_paper_adds_up_too():
    near = Approval(before_paper=AskedBeforePaper(backtest=BacktestEvidence(sessions=100, trades=50)))
    outer = Approval(before_paper=AskedBeforePaper(backtest=BacktestEvidence(sessions=500), limits_exercised=True))
    asked = AskedBeforePaper(backtest=BacktestEvidence(sessions=500, trades=50), limits_exercised=True)
    assert strictest([near, outer]).before_paper == asked
