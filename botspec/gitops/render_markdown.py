"""A comparison as a comment on a pull request: what matters first, nothing of the text taken for markup."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.diagnostics.finding import Finding, Severity
from botspec.gitops.category import Category
from botspec.gitops.change import Change
from botspec.gitops.compare import Comparison, SpecDiff
from botspec.gitops.render_text import NOTHING_ELSE, counted, waiver_told
from botspec.report.escape import markdown

LOUD = Category.CAPITAL_WIDENED
ROOM = 60_000
"""Characters; GitHub refuses a comment of more than 65,536."""
_SIGNS = {Severity.ERROR: "refused", Severity.WARNING: "advice", Severity.INFO: "waived"}


def render(found: Comparison, behaviour: str = "") -> str:
    """GitHub's Markdown."""
    parts = [_heading(found)]
    if found.refused:
        parts.append("\n".join(_policy(found)))
    if found.policies:
        parts.append("\n".join(["#### policy", "", *_table(found.policies)]))
    last = [behaviour] if behaviour else []
    if found.waivers:
        listed = (f"- {markdown(waiver_told(waiver))}" for _, waiver in found.waivers)
        last.append("\n".join(["#### Waivers", "", *listed]))
    last.append(
        f"<sub>botspec diff, {markdown(found.base)} to {markdown(found.head)}: specs are judged under the "
        "policy of the base</sub>"
    )
    specs = _fitting(found.specs, sum(map(len, (*parts, *last))))
    return "\n\n".join([*parts, *specs, *last]) + "\n"


def _fitting(specs: tuple[SpecDiff, ...], taken: int) -> list[str]:
    """All of them, or the worst for which a comment has room; those left out are counted."""
    texts = ["\n".join(_spec(spec)) for spec in specs]
    if taken + sum(map(len, texts)) <= ROOM:
        return texts
    kept: list[str] = []
    for _, text in sorted(zip(specs, texts, strict=True), key=lambda each: _gravity(each[0])):
        taken += len(text) + 2
        if taken > ROOM:
            break
        kept.append(text)
    left = len(texts) - len(kept)
    return [*kept, f"**{left} more specs are not shown: a comment has no room for them; botspec diff shows all.**"]


def _gravity(spec: SpecDiff) -> int:
    """The worst first, and before them what is not valid."""
    return -1 if spec.findings else spec.worst.rank if spec.worst is not None else len(Category)


def _heading(found: Comparison) -> str:
    if found.invalid:
        return "### botspec: **not valid**"
    if found.worst is None:
        return f"### botspec: {NOTHING_ELSE if found.renamed else 'no change'}"
    verdict = "" if found.allowed else " · **refused by the policy**"
    return f"### botspec: **{found.worst.told}**{verdict}\n\n{counted(found)}."


def _policy(found: Comparison) -> Iterator[str]:
    yield f"#### What the policy of {markdown(found.base)} says"
    yield ""
    yield "| | rule | what | spec | policy |"
    yield "|---|---|---|---|---|"
    for finding in found.refused:
        rule, place = finding.where or finding.code, f"{finding.path}:{finding.span.line}"
        cells = (_sign(finding), *map(markdown, (rule, _told(finding), place, _policies(finding))))
        yield f"| {' | '.join(cells)} |"


def _sign(finding: Finding) -> str:
    word = _SIGNS[finding.severity]
    return f"**{word}**" if finding.severity is Severity.ERROR else word


def _told(finding: Finding) -> str:
    return ": ".join(part for part in (finding.message, finding.label or finding.help) if part)


def _policies(finding: Finding) -> str:
    return ", ".join(f"{each.path}:{each.span.line}" for each in finding.related)


def _spec(spec: SpecDiff) -> Iterator[str]:
    was = f" (was {markdown(spec.was)})" if spec.was else ""
    yield f"#### {markdown(spec.path)}{was}: {spec.status}"
    yield ""
    for finding in spec.findings:
        yield f"- **{finding.code}** line {finding.span.line}: {markdown(_told(finding))}"
    if spec.findings:
        yield ""  # a table right below would be read as part of the list
    loud = tuple(each for each in spec.changes if each.category.reaches(LOUD))
    quiet = spec.changes[len(loud) :]
    yield from _table(loud)
    if quiet:
        words = ", ".join(dict.fromkeys(each.category.told for each in quiet))
        opened = "" if loud else " open"
        yield from (
            f"<details{opened}><summary>{len(quiet)} more: {words}</summary>",
            "",
            *_table(quiet),
            "",
            "</details>",
        )
    old, new = spec.digests
    if old is not None and new is not None and old.whole != new.whole:
        evidence = "evidence still counts" if old.behaviour == new.behaviour else "evidence has to be gathered again"
        yield ""
        yield f"Digest `{old.whole[:12]}` → `{new.whole[:12]}`: an approval has to be given again; {evidence}."


def _table(found: tuple[Change, ...]) -> Iterator[str]:
    if not found:
        return
    yield "| | key | before | after | line |"
    yield "|---|---|---|---|---|"
    for change in found:
        told = f"**{change.category.told}**" if change.category.reaches(LOUD) else change.category.told
        line = " → ".join(str(side.span.line) for side in (change.old, change.new) if side is not None)
        note = f"<br><sub>{markdown(change.note)}</sub>" if change.note else ""
        yield f"| {told} | {markdown(change.where)}{note} | {_value(change.before)} | {_value(change.after)} | {line} |"


def _value(text: str | None) -> str:
    return "_nothing_" if text is None else markdown(text)
