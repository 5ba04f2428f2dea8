"""Put right what findings are certain about; everything else stays byte for byte."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from botspec.app.write_spec import write_spec
from botspec.compiler.check import Checked, check
from botspec.diagnostics.edits import Edit, apply, diff, overlap
from botspec.diagnostics.finding import Finding
from botspec.diagnostics.secrets import mask
from botspec.diagnostics.source import Source

MOST_ROUNDS = 32  # a text that cannot be read shows one mistake a round
MOST_CHANGES = 250
READABLE = "BS010"  # codes below it are about a text that cannot be read at all


@dataclass(frozen=True, slots=True)
class Change:
    """A finding that was put right, and what its place said before and says after."""

    finding: Finding
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """A text before and after, and what is still found in it."""

    path: str
    before: str
    after: str
    changes: tuple[Change, ...]
    checked: Checked

    @property
    def diff(self) -> str:
        """What changed, as a unified diff; what looks like a secret is masked."""
        return diff(self.path, mask(self.before), mask(self.after))


def fix_file(path: Path, *, keep: bool) -> Fixed | None:
    """Fix a file, or with `keep` only say how. None where it is no text at all, or nothing is certain.

    Raises OSError when it cannot be written.
    """
    try:
        before = path.read_bytes().decode("utf-8")
    except (OSError, ValueError):
        return None
    fixed = fix_text(path.as_posix(), before)
    if not fixed.changes:
        return None
    if not keep:
        write_spec(path, fixed.after)
    return fixed


def fix_text(name: str, text: str) -> Fixed:
    """Make every certain fix, round by round until there is none: one may bring the next to light.

    A text that still has some after all rounds, or too many, is left as it was: it would not be settled.
    """
    before = text
    changes: list[Change] = []
    checked = first = check(name, text.encode())
    for _ in range(MOST_ROUNDS):
        if len(changes) > MOST_CHANGES:
            return Fixed(name, before, before, (), first)
        chosen = _together(checked.findings)
        source = Source(name, text)
        trial = apply(source, [edit for finding in chosen for edit in finding.fix])
        judged = check(name, trial.encode())
        if not chosen or (_unreadable(judged) and not _unreadable(checked)):
            break
        changes += [_change(source, finding) for finding in chosen]
        text, checked = trial, judged
    else:
        return Fixed(name, before, before, (), first)
    return Fixed(name, before, text, tuple(changes), checked)


def _together(findings: tuple[Finding, ...]) -> list[Finding]:
    """The findings that can be put right at once: of two that touch the same text the first."""
    chosen: list[Finding] = []
    taken: list[Edit] = []
    for finding in findings:
        if finding.fix and not any(overlap(mine, theirs) for mine in finding.fix for theirs in taken):
            chosen.append(finding)
            taken += finding.fix
    return chosen


def _change(source: Source, finding: Finding) -> Change:
    places = [source.offsets(edit.span) for edit in finding.fix]
    start, end = min(place[0] for place in places), max(place[1] for place in places)
    old = source.text[start:end]
    inner = Source(source.path, old)
    moved = [
        Edit(inner.span(place[0] - start, place[1] - start), edit.text)
        for place, edit in zip(places, finding.fix, strict=True)
    ]
    return Change(finding, mask(old), mask(apply(inner, moved)))


def _unreadable(checked: Checked) -> bool:
    return any(found.code < READABLE for found in checked.findings)
