"""The policies above a spec: every `botspec.policy.yaml` from its folder up to the root of the repository."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from botspec.adapters.system.clock import WallClock
from botspec.app.read_file import content_of
from botspec.compiler.check import Checked
from botspec.diagnostics.finding import Finding, Severity

if TYPE_CHECKING:
    from botspec.diagnostics.source import Source
    from botspec.gitops.judge import Judgement
    from botspec.gitops.read_policy import PolicyRead

FILE = "botspec.policy.yaml"
REFUSAL, UNKNOWN_RULE = "BS6", "BS611"
ENDS = ("policy.yaml", "policy.yml")


def is_policy(path: Path) -> bool:
    """True for a file whose name says that it is a policy."""
    return path.name.endswith(ENDS)


def today() -> date:
    """The day waivers are judged by, UTC."""
    return WallClock().now().date()


def only_refused(findings: Iterable[Finding]) -> bool:
    """True when the texts are right and only a policy says no."""
    wrong = [found.code for found in findings if found.severity is Severity.ERROR]
    return bool(wrong) and all(code.startswith(REFUSAL) and code != UNKNOWN_RULE for code in wrong)


def find_policies(spec: Path, named: Path | None = None) -> list[Path]:
    """Every policy that a spec is under, the nearest first; what is named counts beside them, never instead."""
    folders = [*_upwards(spec), *(_upwards(spec.resolve()) if spec.is_symlink() else ())]
    found = [folder / FILE for folder in folders if (folder / FILE).is_file()]
    beside = named is not None and all(named.resolve() != each.resolve() for each in found)
    return [*found, *([named] if named is not None and beside else [])]


def read_policy_file(path: Path) -> PolicyRead:
    """One policy; one that cannot be read has a finding, and lets nothing pass."""
    from botspec.gitops.read_policy import PolicyRead, read_policy

    content = content_of(path)
    if isinstance(content, Checked):
        return PolicyRead(content.source, content.findings)
    return read_policy(path.as_posix(), content)


def check_policy(path: Path) -> Checked:
    """A policy file on its own: its text, its rules and its waivers."""
    from botspec.gitops.read_policy import expired

    read = read_policy_file(path)
    found = sorted({*read.findings, *expired(read, today())}, key=lambda each: each.order)
    return Checked(read.source, tuple(found), None)


@dataclass(slots=True)
class Policies:
    """Policies as they are asked for, each file read once."""

    named: Path | None = None
    _read: dict[Path, PolicyRead] = field(default_factory=dict)

    def above(self, spec: Path) -> list[PolicyRead]:
        """The policies that a spec is under."""
        paths = find_policies(spec, self.named)
        for path in paths:
            if path not in self._read:
                self._read[path] = read_policy_file(path)
        return [self._read[path] for path in paths]

    def judgement(self, checked: Checked, spec: Path) -> Judgement | None:
        """What the policies say of a spec; None when there are none, or it has no shape to be judged."""
        read = self.above(spec)
        if not read or checked.context is None:
            return None
        from botspec.gitops.judge import judge

        return judge(checked.context, read, today())

    def judged(self, checked: Checked, spec: Path) -> Checked:
        """The file with what the policies say of it among its findings."""
        said = self.judgement(checked, spec)
        if said is None:
            return checked
        found = dict.fromkeys([*checked.findings, *said.findings])
        return replace(checked, findings=tuple(sorted(found, key=lambda each: each.order)))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The texts, for showing."""
        return tuple(read.source for read in self._read.values())


def _upwards(spec: Path) -> Iterator[Path]:
    """The folders of a spec as it was named, then those above, up to the one that has `.git`."""
    folder = spec.parent
    while True:
        yield folder
        if (folder / ".git").exists():
            return
        above = folder.parent if folder.name not in ("", "..") else folder / ".."
        if above.resolve() == folder.resolve():
            return
        folder = above
