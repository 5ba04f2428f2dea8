"""What the policies above a spec say, as the gates ask it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from botspec.app.policies import Policies, find_policies
from botspec.app.policy_digest import policy_digest, signers_of
from botspec.compiler.check import Checked
from botspec.diagnostics.finding import Finding, Severity
from botspec.gates.facts import Missing, PolicyFacts
from botspec.gates.strictest import strictest


@dataclass(frozen=True, slots=True)
class PolicyFound:
    """The facts, the files they come from, and who may sign (None where there is no policy)."""

    facts: PolicyFacts | Missing
    files: tuple[Path, ...]
    signers: Path | None


def policy_above(spec: Path, checked: Checked, named: Path | None = None) -> PolicyFound:
    """Every policy that the spec is under, judged; one that cannot be read is Missing, and so is what it would say."""
    files = tuple(find_policies(spec))
    policies = Policies(named)
    read = policies.above(spec)
    if not read:
        return PolicyFound(PolicyFacts(None), (), None)
    usable = [each.policy for each in read if each.usable and each.policy is not None]
    if len(usable) < len(read):
        broken = next(each.source.path for each in read if not each.usable)
        return PolicyFound(Missing(f"the policy {broken} has errors"), files, None)
    asked = strictest([each.approval for each in usable[: len(files)]])
    judged = policies.judgement(checked, spec)
    breaches = ("it could not be judged",) if judged is None else _errors(judged.findings)
    if not files:
        return PolicyFound(PolicyFacts(None, breaches), (), None)
    signers = signers_of(files)
    beside = (signers,) if signers.is_file() else ()
    return PolicyFound(PolicyFacts(policy_digest(files), breaches, asked), (*files, *beside), signers)


def _errors(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(each.message for each in findings if each.severity is Severity.ERROR)
