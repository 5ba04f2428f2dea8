"""What was seen of a bot before it may trade real money, against what the policy asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from botspec.domain.modes import Mode
from botspec.gates.lock import Evidence
from botspec.spec.approval import Approval, BacktestEvidence, EvidenceAsked, PaperEvidence, ParityEvidence


def asked_for(approval: Approval, mode: Mode) -> EvidenceAsked:
    """What must have been seen before a spec may do that much; nothing below paper."""
    if mode is Mode.LIVE:
        return approval.evidence
    before = approval.before_paper
    if mode is Mode.PAPER:
        return EvidenceAsked(backtest=before.backtest, limits_exercised=before.limits_exercised)
    return EvidenceAsked()


def evidence_missing(
    asked: EvidenceAsked, given: Sequence[Evidence], behaviour: str, limits: Sequence[str]
) -> list[str]:
    """What is missing, in words; only runs of this very behaviour count."""
    counted = [run for run in given if run.behaviour == behaviour]
    found = [
        *_backtest(asked.backtest, [run for run in counted if run.mode == Mode.BACKTEST]),
        *_paper(asked.paper, [run for run in counted if run.mode == Mode.PAPER]),
        *_parity(asked.parity, [run for run in counted if run.mode == Mode.PAPER]),
    ]
    if asked.limits_exercised:
        seen = {name for run in counted for name in run.limits}
        found += [f"limit {name} has not measured an order yet" for name in limits if name not in seen]
    return found


def _backtest(asked: BacktestEvidence | None, runs: Sequence[Evidence]) -> Iterator[str]:
    if asked is None:
        return
    if not runs:
        yield "a back-test of this behaviour"
        return
    best = max(runs, key=lambda run: run.sessions)
    if not best.sessions >= asked.sessions:
        yield f"a back-test of {asked.sessions} sessions (the longest has {best.sessions})"
    if not best.trades >= asked.trades:
        yield f"a back-test with {asked.trades} closed trades (it has {best.trades})"
    if asked.max_drawdown is not None and not best.max_drawdown <= asked.max_drawdown.value:
        yield f"a back-test whose deepest drawdown is {asked.max_drawdown} at most (it was {best.max_drawdown:.2%})"


def _paper(asked: PaperEvidence | None, runs: Sequence[Evidence]) -> Iterator[str]:
    if asked is None:
        return
    done = sum(run.sessions for run in runs)
    if not done >= asked.sessions:
        yield f"{asked.sessions} sessions on paper (there are {done})"


def _parity(asked: ParityEvidence | None, runs: Sequence[Evidence]) -> Iterator[str]:
    if asked is None:
        return
    measured = [run.slippage for run in runs if run.slippage is not None]
    if not measured:
        yield "fills on paper to compare with their reference prices"
    elif not max(measured) <= asked.slippage.value:
        yield f"paper fills within {asked.slippage} of their reference prices (they are {max(measured):.3%} worse)"
    orders, alike = _total(run.orders for run in runs), _total(run.alike for run in runs)
    if orders is None or alike is None:
        yield "orders on paper decided again from the bars that their journal keeps"
    elif not alike >= asked.orders.value * orders:
        yield f"{asked.orders} of the orders on paper the same when decided again ({alike} of {orders} are)"


def _total(counts: Iterable[int | None]) -> int | None:
    """None where one is not known."""
    known = list(counts)
    return sum(each for each in known if each is not None) if known and None not in known else None
