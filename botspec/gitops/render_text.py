"""A comparison as a person reads it on a terminal, the worst first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from botspec.diagnostics.render_text import render as findings
from botspec.diagnostics.visible import visible
from botspec.gitops.change import Change
from botspec.gitops.compare import Comparison, SpecDiff

NOTHING = "nothing"
NOTHING_ELSE = "no change but of a file's name"


def render(found: Comparison, behaviour: str = "") -> str:
    """Every spec with its changes by category, then the policy, then what to make of it."""
    parts = ["\n".join(_spec(spec)) for spec in found.specs]
    if found.policies:
        parts.insert(0, "\n".join(["policy", *_changes(found.policies)]))
    parts += [behaviour.rstrip("\n")] if behaviour else []
    wrong = (*found.invalid, *found.refused)
    if wrong:
        heading = f"\njudged under the policy of {found.base}:\n\n" if found.refused else ""
        parts.append(heading.lstrip("\n") + findings(wrong, found.sources).rstrip("\n"))
    if found.waivers:
        parts.append("\n".join(["waivers", *(f"  {_waiver(path, waiver)}" for path, waiver in found.waivers)]))
    return "\n\n".join([*parts, _end(found)]) + "\n"


def _spec(spec: SpecDiff) -> Iterator[str]:
    was = f" (was {visible(spec.was)})" if spec.was else ""
    yield f"{visible(spec.path)}{was}: {spec.bot or 'no bot'}, {spec.status}"
    if spec.findings:
        yield "  not valid" + ("" if spec.changes else ": nothing is compared")
    yield from _changes(spec.changes)
    old, new = spec.digests
    if old is not None and new is not None:
        yield f"  digest {_moved(old.whole, new.whole)}, of behaviour {_moved(old.behaviour, new.behaviour)}"


def _moved(old: str, new: str) -> str:
    return f"{old[:12]} (the same)" if old == new else f"{old[:12]} -> {new[:12]}"


def _changes(found: tuple[Change, ...]) -> Iterator[str]:
    for category, group in groupby(found, key=lambda each: each.category):
        yield f"  {category.told}"
        for change in group:
            note = f"  ({change.note})" if change.note else ""
            yield visible(f"    {change.where}: {_value(change.before)} -> {_value(change.after)}{note}")
            yield visible(f"      {' -> '.join(str(side) for side in (change.old, change.new) if side is not None)}")


def _value(text: str | None) -> str:
    return NOTHING if text is None else text or "''"


def _waiver(path: str, waiver: object) -> str:
    return f"{path}: {waiver_told(waiver)}"


def waiver_told(waiver: object) -> str:
    """Rule, bot, day, person, reason."""
    said = {name: getattr(waiver, name) for name in ("rule", "spec", "expires", "approver", "reason")}
    return "{rule} for {spec} until {expires}, by {approver}: {reason}".format(**said)


def _end(found: Comparison) -> str:
    if found.invalid:
        return "not valid: see the findings"
    if found.worst is None:
        return NOTHING_ELSE if found.renamed else "no change"
    verdict = "" if found.allowed else f"; the policy of {found.base} refuses it"
    return f"{counted(found)}; the worst: {found.worst.told}{verdict}"


def counted(found: Comparison) -> str:
    """How many changes in how many specs."""
    specs, number = len(found.specs), len(found.changes)
    return f"{number} change{'' if number == 1 else 's'} in {specs} spec{'' if specs == 1 else 's'}"
