"""A spec under the policies above it: findings that point at both, and the waivers that were used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from botspec.compiler.context import Context
from botspec.diagnostics.codes import finding
from botspec.diagnostics.finding import Finding, Related, Severity
from botspec.diagnostics.source import Span
from botspec.gitops.breaches import Breach, breaches
from botspec.gitops.changes import side
from botspec.gitops.policy import Enforcement, Waiver
from botspec.gitops.read_policy import PolicyRead, expired
from botspec.spec.document import Document


@dataclass(frozen=True, slots=True)
class Waived:
    """A breach that someone answers for."""

    waiver: Waiver
    policy: str
    span: Span


@dataclass(frozen=True, slots=True)
class Judgement:
    """`findings` are BS6xx, and whatever is wrong with a policy itself."""

    findings: tuple[Finding, ...] = ()
    waived: tuple[Waived, ...] = ()

    @property
    def allowed(self) -> bool:
        """True when nothing keeps the spec from running."""
        return not any(each.severity is Severity.ERROR for each in self.findings)


def judge(context: Context, policies: Iterable[PolicyRead], today: date) -> Judgement:
    """Every policy counts: one nearer to the spec can only be stricter."""
    found: list[Finding] = []
    waived: list[Waived] = []
    for read in policies:
        found += [*read.findings, *expired(read, today, context.spec.id)]
        if read.document is None or read.policy is None:
            continue
        for breach in breaches(context, read):
            index = _waiver(breach, read, context.spec.id, today)
            if index is not None:
                place = read.document.value_span(("waivers", index))
                waived.append(Waived(read.policy.waivers[index], read.document.path, place))
            found.append(_finding(breach, context.document, read, index))
    return Judgement(tuple(found), tuple(waived))


def _waiver(breach: Breach, read: PolicyRead, spec: str, today: date) -> int | None:
    """The waiver that counts for a breach; a hard rule takes none."""
    if read.policy is None or read.policy.level(breach.rule) is Enforcement.HARD:
        return None
    asked = enumerate(read.policy.waivers)
    fits = (at for at, each in asked if (each.rule, each.spec) == (breach.rule, spec) and each.expires >= today)
    return next(fits, None)


def _finding(breach: Breach, spec: Document, read: PolicyRead, waiver: int | None) -> Finding:
    policy, document = read.policy, read.document
    if policy is None or document is None:
        raise LookupError(read.source.path)
    where = Related(side(document, breach.of).span, f"{breach.rule} ({policy.level(breach.rule)})", document.path)
    span = side(spec, breach.path).span
    if waiver is not None:
        said = policy.waivers[waiver]
        message = f"{breach.message}: {breach.verdict}; waived until {said.expires} by {said.approver}"
        related = (where, Related(document.value_span(("waivers", waiver)), "the waiver", document.path))
        return finding("BS610", spec.path, span, message, "", f"reason: {said.reason}", breach.rule, related)
    message = f"{breach.message}: {breach.verdict}"
    found = finding(breach.code, spec.path, span, message, breach.label, where=breach.rule, related=(where,))
    advisory = policy.level(breach.rule) is Enforcement.ADVISORY
    return replace(found, severity=Severity.WARNING) if advisory else found


def all_waivers(policies: Iterable[PolicyRead]) -> Iterator[tuple[str, Waiver]]:
    """Every exception there is, used or not, with its policy."""
    for read in policies:
        if read.policy is not None:
            yield from ((read.source.path, waiver) for waiver in read.policy.waivers)
