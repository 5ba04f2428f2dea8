"""Text -> a policy, or what is wrong with it and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pydantic import ValidationError

from botspec.compiler.blocks import Chosen, read_limit
from botspec.compiler.catalog import Family, find, kinds
from botspec.diagnostics.finding import Finding, Severity
from botspec.diagnostics.source import Source
from botspec.gitops.partial import partial
from botspec.gitops.policy import Policy
from botspec.spec.complaints import complaints, empties, unknown_key
from botspec.spec.compose import read
from botspec.spec.document import Document
from botspec.spec.params import Params
from botspec.spec.paths import Path, at_path

LIMITS: Path = ("ceilings", "limits")
GUARDS: Path = ("ceilings", "guards")


@dataclass(frozen=True, slots=True)
class PolicyRead:
    """A policy file. `policy` is None when it cannot be judged by; `limits` and `guards` are its ceilings."""

    source: Source
    findings: tuple[Finding, ...]
    document: Document | None = None
    policy: Policy | None = None
    limits: Mapping[str, Chosen] = field(default_factory=dict)
    guards: Mapping[str, Params] = field(default_factory=dict)

    @property
    def usable(self) -> bool:
        """True when nothing in it is an error."""
        return self.policy is not None and not any(each.severity is Severity.ERROR for each in self.findings)

    @property
    def rules(self) -> tuple[str, ...]:
        """The name of every rule that it has."""
        if self.policy is None:
            return ()
        said = self.policy.ceilings
        names = [f"ceilings.{name}" for name in _PLAIN if getattr(said, name) is not None]
        names += [f"ceilings.limits.{name}" for name in self.limits]
        names += [f"ceilings.guards.{kind}" for kind in self.guards]
        required = self.policy.required_guards
        return (*names, *(f"required_guards.{mode}.{kind}" for mode, of in required.items() for kind in of))


_PLAIN = ("modes", "accounts", "capital", "symbols", "max_symbols", "order_types", "sides", "plugins")


def read_policy(path: str, content: bytes) -> PolicyRead:
    """Read and check a policy. Never raises for what the file says."""
    document = read(path, content)
    if not isinstance(document, Document):
        return PolicyRead(Source(path, content.decode("utf-8", "replace")), document)
    found = list(empties(document))
    limits, guards = _limits(document, found), _guards(document, found)
    try:
        policy = Policy.model_validate(document.tree)
    except ValidationError as error:
        return PolicyRead(document.source, (*found, *complaints(document, Policy, error)), document)
    done = PolicyRead(document.source, (), document, policy, limits, guards)
    found += [*_names(done), *_strangers(done)]
    return PolicyRead(document.source, tuple(found), document, policy, limits, guards)


def expired(read: PolicyRead, today: date, spec: str | None = None) -> list[Finding]:
    """Waivers whose last day is over, of one bot or of all."""
    if read.policy is None or read.document is None:
        return []
    return [
        read.document.at_value(
            "BS609",
            ("waivers", index, "expires"),
            f"the waiver of '{waiver.rule}' for '{waiver.spec}' ended on {waiver.expires}",
            "remove it, or have it approved again",
        )
        for index, waiver in enumerate(read.policy.waivers)
        if waiver.expires < today and spec in (None, waiver.spec)
    ]


def _limits(document: Document, found: list[Finding]) -> dict[str, Chosen]:
    tree = at_path(document.tree, LIMITS)
    reads = [read_limit(document, name, LIMITS) for name in tree] if isinstance(tree, dict) else []
    for each in reads:
        found += each if isinstance(each, list) else []
    return {each.kind: each for each in reads if isinstance(each, Chosen)}


def _guards(document: Document, found: list[Finding]) -> dict[str, Params]:
    tree = at_path(document.tree, GUARDS)
    chosen: dict[str, Params] = {}
    for kind, keys in tree.items() if isinstance(tree, dict) else ():
        entry, path = find(Family.GUARD, kind), (*GUARDS, kind)
        if entry is None:
            found.append(unknown_key(document, path, kinds(Family.GUARD)))
            continue
        model = partial(entry.params)
        try:
            chosen[kind] = model.model_validate(keys)
        except ValidationError as error:
            found += complaints(document, model, error, path)
    return chosen


def _names(read: PolicyRead) -> list[Finding]:
    """Guards that nobody knows."""
    policy, document = read.policy, read.document
    if policy is None or document is None:
        return []
    return [
        document.at_value("BS201", ("required_guards", str(mode), index), f"unknown guard '{kind}'", _known())
        for mode, of in policy.required_guards.items()
        for index, kind in enumerate(of)
        if find(Family.GUARD, kind) is None
    ]


def _known() -> str:
    return "write one of: " + ", ".join(kinds(Family.GUARD))


def _strangers(read: PolicyRead) -> list[Finding]:
    """Rules that are spoken of and are not there, and waivers that cannot count."""
    policy, document = read.policy, read.document
    if policy is None or document is None:
        return []
    known, listed = read.rules, "rules here: " + (", ".join(read.rules) or "none")
    found = [
        document.at_key("BS611", ("enforce", rule), f"'{rule}' is not a rule of this policy", "remove it", listed)
        for rule in policy.enforce
        if rule not in known
    ]
    for index, waiver in enumerate(policy.waivers):
        path: Path = ("waivers", index, "rule")
        if waiver.rule not in known:
            message = f"'{waiver.rule}' is not a rule of this policy"
            found.append(document.at_value("BS611", path, message, "remove the waiver", listed))
        elif policy.level(waiver.rule) == "hard":
            message = f"'{waiver.rule}' is hard: it takes no waiver"
            found.append(document.at_value("BS611", path, message, "remove the waiver"))
    return found
