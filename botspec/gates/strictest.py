"""Several policies above one spec: what all of them ask together. A nearer one can only be stricter."""

from __future__ import annotations

from collections.abc import Sequence

from botspec.domain.values import Duration, Ratio
from botspec.spec.approval import (
    Approval,
    AskedBeforePaper,
    BacktestEvidence,
    EvidenceAsked,
    PaperEvidence,
    ParityEvidence,
    Signing,
)

NOBODY = ("nobody: the policies name different people",)


def strictest(asked: Sequence[Approval]) -> Approval:
    """One approval that satisfies each; branch and signers are the outermost policy's (the last)."""
    if not asked:
        return Approval()
    outermost = asked[-1]
    required = any(each.signature is Signing.REQUIRED for each in asked)
    return Approval(
        branch=outermost.branch,
        approvers=_everybodys([each.approvers for each in asked if each.approvers]),
        author_may_approve=all(each.author_may_approve for each in asked),
        signature=Signing.REQUIRED if required else Signing.OPTIONAL,
        signers=outermost.signers,
        valid_for=_shortest([each.valid_for for each in asked]),
        evidence=_evidence([each.evidence for each in asked]),
        before_paper=_before_paper([each.before_paper for each in asked]),
    )


def _everybodys(named: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    if not named:
        return ()
    first, *others = named
    return tuple(who for who in first if all(who in other for other in others)) or NOBODY


def _shortest(spans: Sequence[Duration]) -> Duration:
    return min(spans, key=lambda span: span.seconds)


def _evidence(asked: Sequence[EvidenceAsked]) -> EvidenceAsked:
    return EvidenceAsked(
        backtest=_backtest([each.backtest for each in asked if each.backtest is not None]),
        paper=_paper([each.paper for each in asked if each.paper is not None]),
        parity=_parity([each.parity for each in asked if each.parity is not None]),
        limits_exercised=any(each.limits_exercised for each in asked),
    )


def _before_paper(asked: Sequence[AskedBeforePaper]) -> AskedBeforePaper:
    return AskedBeforePaper(
        backtest=_backtest([each.backtest for each in asked if each.backtest is not None]),
        limits_exercised=any(each.limits_exercised for each in asked),
    )


def _backtest(asked: Sequence[BacktestEvidence]) -> BacktestEvidence | None:
    if not asked:
        return None
    deepest = [each.max_drawdown for each in asked if each.max_drawdown is not None]
    return BacktestEvidence(
        sessions=max(each.sessions for each in asked),
        trades=max(each.trades for each in asked),
        max_drawdown=_least(deepest),
    )


def _paper(asked: Sequence[PaperEvidence]) -> PaperEvidence | None:
    return PaperEvidence(sessions=max(each.sessions for each in asked)) if asked else None


def _parity(asked: Sequence[ParityEvidence]) -> ParityEvidence | None:
    least = _least([each.slippage for each in asked])
    if least is None:
        return None
    return ParityEvidence(slippage=least, orders=max((each.orders for each in asked), key=lambda ratio: ratio.value))


def _least(ratios: Sequence[Ratio]) -> Ratio | None:
    return min(ratios, key=lambda ratio: ratio.value, default=None)
