"""What a policy asks to have been seen before a spec's mode may rise, and what of it is missing."""

from __future__ import annotations

from pathlib import Path

from botspec.app.policy_facts import policy_above
from botspec.app.rewriting import Rewriting
from botspec.app.spec_facts import spec_facts
from botspec.domain.modes import Mode
from botspec.gates.evidence import evidence_missing
from botspec.gates.facts import Missing


def missing_evidence(result: Rewriting, to: Mode, runs: Path) -> list[str]:
    """In words; only real money is asked about. A policy that cannot be read is missing as a whole."""
    context = result.checked.context
    if to is not Mode.LIVE or not result.valid or context is None or context.rules is None:
        return []
    policy = policy_above(result.path, result.checked).facts
    if isinstance(policy, Missing):
        return [policy.why]
    from botspec.app.evidence import all_evidence  # loads numpy

    facts = spec_facts(context)
    given = all_evidence(runs, facts.evidence)
    return evidence_missing(policy.approval.evidence, given, facts.evidence, facts.limit_kinds)
