"""Two states of a repository: which spec became which, what changed in it, and what the base's policy says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from botspec.compiler.check import Checked
from botspec.compiler.context import Context
from botspec.compiler.digest import behaviour_digest, digest
from botspec.compiler.resolve import resolve
from botspec.diagnostics.finding import Finding, Severity
from botspec.diagnostics.source import TOP, Source
from botspec.gitops.category import Category
from botspec.gitops.change import Change, Side
from botspec.gitops.changes import added, changes, removed, worst
from botspec.gitops.judge import Judgement
from botspec.gitops.policy import Waiver

POLICY = "BS6"
NO_POLICY = Judgement()


class Status(StrEnum):
    """What became of a spec."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Digests:
    """Of one version: what is approved, and what evidence is about."""

    whole: str
    behaviour: str


@dataclass(frozen=True, slots=True)
class SpecDiff:
    """One bot. `findings` are errors of the head's text, `said` what the base's policy says of it.

    `keys` are its paths before and after, below the common root.
    """

    path: str
    bot: str
    status: Status
    changes: tuple[Change, ...]
    old: Checked | None = None
    new: Checked | None = None
    digests: tuple[Digests | None, Digests | None] = (None, None)
    findings: tuple[Finding, ...] = ()
    said: Judgement = NO_POLICY
    keys: tuple[str | None, str | None] = (None, None)

    @property
    def was(self) -> str:
        """The path it had before, where it had another."""
        return self.old.source.path if self.status is Status.RENAMED and self.old is not None else ""

    @property
    def worst(self) -> Category | None:
        """The category that decides."""
        return worst(self.changes)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything a reviewer is shown. `base` and `head` name the two sides."""

    base: str
    head: str
    specs: tuple[SpecDiff, ...]
    policies: tuple[Change, ...] = ()
    waivers: tuple[tuple[str, Waiver], ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)

    @property
    def changes(self) -> tuple[Change, ...]:
        """All of them, the worst first."""
        found = [*self.policies, *(change for spec in self.specs for change in spec.changes)]
        return tuple(sorted(found, key=lambda each: each.order))

    @property
    def worst(self) -> Category | None:
        """The category that decides."""
        return worst(self.changes)

    @property
    def invalid(self) -> tuple[Finding, ...]:
        """What is wrong with the head's own text."""
        return tuple(finding for spec in self.specs for finding in spec.findings)

    @property
    def refused(self) -> tuple[Finding, ...]:
        """What the base's policy says of the head."""
        return tuple(finding for spec in self.specs for finding in spec.said.findings)

    @property
    def renamed(self) -> bool:
        """True when a bot stands in a file of another name."""
        return any(spec.was for spec in self.specs)

    @property
    def allowed(self) -> bool:
        """True when the base's policy lets every spec of the head pass."""
        return all(spec.said.allowed for spec in self.specs)


Judge = Callable[[Context, tuple[str, ...]], Judgement]
"""What the base's policies over these paths say: where a spec is, and where it was."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A bot before and after, with the path of each; None for what is not there."""

    was_at: str | None
    at: str | None
    before: Checked | None
    after: Checked | None

    @property
    def status(self) -> Status:
        """What became of it."""
        if self.before is None:
            return Status.ADDED
        return Status.CHANGED if self.was_at == self.at else Status.RENAMED


def compare(old: Mapping[str, Checked], new: Mapping[str, Checked], judge: Judge) -> tuple[SpecDiff, ...]:
    """By path, then by id: a spec that moved, and one that says `moved: {from: id}`, is followed."""
    found = [_one(pair, judge) for pair in _pairs(old, new)]
    return tuple(sorted((each for each in found if each is not None), key=lambda each: each.path))


def _pairs(old: Mapping[str, Checked], new: Mapping[str, Checked]) -> Iterable[Pair]:
    left = dict(old)
    stayed = [key for key in new if key in old and _belongs(old[key], new[key])]
    for key in stayed:
        yield Pair(key, key, left.pop(key), new[key])
    for key, after in new.items():
        if key not in stayed:
            origin = _origin(key, after, left, new)
            yield Pair(origin, key, left.pop(origin) if origin is not None else None, after)
    yield from (Pair(key, None, before, None) for key, before in left.items())


def _origin(key: str, after: Checked, left: Mapping[str, Checked], new: Mapping[str, Checked]) -> str | None:
    """Where a spec was before: by the id it had or has, or in its place when nobody else came from there."""
    for wanted in filter(None, (_moved(after), _id(after))):
        found = next((at for at, each in left.items() if _id(each) == wanted), None)
        if found is not None:
            return found
    return key if key in left and not _has_home(left[key], new) else None


def _belongs(before: Checked, after: Checked | None) -> bool:
    """At the same path, and as far as can be told the same bot."""
    if after is None:
        return False
    return not _id(before) or not _id(after) or _id(before) in (_id(after), _moved(after))


def _has_home(before: Checked, new: Mapping[str, Checked]) -> bool:
    return any(_id(before) in (_id(after), _moved(after)) for after in new.values())


def _id(checked: Checked) -> str:
    return checked.context.spec.id if checked.context is not None else ""


def _moved(checked: Checked) -> str:
    moved = checked.context.spec.moved if checked.context is not None else None
    return "" if moved is None else moved.old


def _one(pair: Pair, judge: Judge) -> SpecDiff | None:
    before, after = pair.before, pair.after
    if after is None or pair.at is None:
        return None if before is None else _gone(before)
    old = before.context if before is not None else None
    wrong, new = _errors(after.findings), after.context
    if new is None:
        return SpecDiff(after.source.path, "", pair.status, (), before, after, findings=wrong)
    found = changes(old, new) if old is not None else (_came(before, new),)
    if not found and not wrong and pair.status is not Status.RENAMED:
        return None
    digests = (_digests(old) if old is not None else None, _digests(new))
    keys = (pair.was_at, pair.at)
    said = judge(new, tuple(dict.fromkeys(key for key in keys if key is not None)))
    return SpecDiff(after.source.path, new.spec.id, pair.status, found, before, after, digests, wrong, said, keys)


def _came(before: Checked | None, new: Context) -> Change:
    """A new bot, or one whose earlier text cannot be compared with: then all of it is new."""
    change = added(new)
    if before is None:
        return change
    side = Side(before.source.path, _errors(before.findings)[0].span if _errors(before.findings) else TOP)
    return replace(change, old=side, note="the earlier text is not valid: all of it is new")


def _gone(before: Checked) -> SpecDiff | None:
    if before.context is None:
        return None
    found = (removed(before.context),)
    digests = (_digests(before.context), None)
    return SpecDiff(before.source.path, _id(before), Status.REMOVED, found, before, None, digests)


def _errors(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(each for each in findings if each.severity is Severity.ERROR and not each.code.startswith(POLICY))


def _digests(context: Context) -> Digests:
    tree = resolve(context)
    return Digests(digest(tree), behaviour_digest(tree))
