"""Changes as findings, for the writers that annotate lines: GitHub's commands and SARIF."""

from __future__ import annotations

from botspec.diagnostics.codes import finding
from botspec.diagnostics.finding import Finding, Related
from botspec.diagnostics.source import TOP
from botspec.gitops.category import Category
from botspec.gitops.change import Change
from botspec.gitops.compare import Comparison

CODES = {
    Category.GOES_LIVE: "BS621",
    Category.POLICY_LOOSENED: "BS622",
    Category.RUNTIME_CHANGED: "BS623",
    Category.RISK_LOOSENED: "BS624",
    Category.CAPITAL_WIDENED: "BS625",
    Category.BEHAVIOUR: "BS626",
    Category.RISK_TIGHTENED: "BS627",
    Category.COSMETIC: "BS628",
}


def findings(found: Comparison) -> tuple[Finding, ...]:
    """Every change at its line of the head, then what is wrong and what the policy says."""
    return (*map(_finding, found.changes), *found.invalid, *found.refused)


def _finding(change: Change) -> Finding:
    side = change.new or change.old
    path, span = (side.file, side.span) if side is not None else ("", TOP)
    before, after = (("nothing" if text is None else text) for text in (change.before, change.after))
    note = f" ({change.note})" if change.note else ""
    elsewhere = change.old is not None and change.new is not None
    related = (Related(change.old.span, "before", change.old.file),) if change.old is not None and elsewhere else ()
    message = f"{change.where}: {before} -> {after}{note}"
    return finding(CODES[change.category], path, span, message, where=change.where, related=related)
