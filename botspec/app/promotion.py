"""What a policy asks to have been seen before a spec's mode may rise, and what of it is missing."""

from __future__ import annotations

from pathlib import Path

from botspec.app.policies import Policies
from botspec.app.policy_facts import policy_above
from botspec.app.rewriting import Rewriting
from botspec.app.spec_facts import spec_facts
from botspec.compiler.check import Checked
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding, Severity
from botspec.diagnostics.source import Source
from botspec.domain.modes import Mode
from botspec.gates.evidence import asked_for, evidence_missing
from botspec.gates.facts import Missing
from botspec.spec.approval import EvidenceAsked


def missing_evidence(result: Rewriting, to: Mode, runs: Path) -> list[str]:
    """In words; paper and real money are asked about. A policy that cannot be read is missing as a whole."""
    context = result.checked.context
    if not result.valid or context is None or context.rules is None:
        return []
    return missing_for(result.path, result.checked, context, to, runs)


def refused_by_policy(result: Rewriting) -> tuple[tuple[Finding, ...], dict[str, Source]]:
    """What the policies above the spec would not allow of the result, and the texts to show it with."""
    policies = Policies()
    said = policies.judgement(result.checked, result.path) if result.valid else None
    found = () if said is None else tuple(each for each in said.findings if each.severity is Severity.ERROR)
    return found, {source.path: source for source in (result.checked.source, *policies.sources)}


def missing_for(spec: Path, checked: Checked, context: Context, to: Mode, runs: Path) -> list[str]:
    """As `missing_evidence`, of a spec without errors."""
    if to.rank < Mode.PAPER.rank:
        return []
    policy = policy_above(spec, checked).facts
    if isinstance(policy, Missing):
        return [policy.why]
    asked = asked_for(policy.approval, to)
    if asked == EvidenceAsked():
        return []
    from botspec.app.evidence import all_evidence  # loads numpy

    facts = spec_facts(context)
    given = all_evidence(runs, facts.evidence, parity=asked.parity is not None)
    return evidence_missing(asked, given, facts.evidence, facts.limit_kinds)
