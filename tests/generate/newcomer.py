"""Follow the findings, and nothing else, from a first spec written from memory to a valid one.

`python -m tests.generate.newcomer` writes tests/specs/newcomer/*: each step's file and what is said about it.
The reader is mechanical: it fixes what `--fix` fixes, then does what stands beside each caret, word for word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from botspec.app.fix import fix_text
from botspec.compiler.check import Checked, check
from botspec.diagnostics.edits import Edit, apply, overlap
from botspec.diagnostics.finding import Finding, Severity
from botspec.diagnostics.render_text import render
from botspec.diagnostics.source import Source
from botspec.spec.compose import read
from botspec.spec.document import Document
from botspec.spec.paths import Path as Keys
from botspec.spec.rewrite import insert_after, remove

FOLDER = Path(__file__).parents[1] / "specs" / "newcomer"
NAME = "specs/dip-buyer.yaml"
MOST_STEPS = 8
_MEANT = re.compile(r"did you mean '([^']+)'\?")
_ADD = re.compile(r"add ([a-z_]+): (.+)")
_SUCH_AS = re.compile(r"write .*such as (.+)")
_WRITE = re.compile(r"write ([^,]+?)(?:,? or .*|, .*)?")


def steps(text: str) -> Iterator[tuple[str, Checked]]:
    """The file as it stands at each step, and what is said about it; the last has no errors."""
    for number in range(MOST_STEPS):
        checked = check(NAME, text.encode())
        yield text, checked
        if all(found.severity is not Severity.ERROR for found in checked.findings):
            return
        fixed = fix_text(NAME, text).after if number % 2 == 0 else text
        text = fixed if fixed != text else followed(text, checked.findings)


def followed(text: str, findings: tuple[Finding, ...]) -> str:
    """The text after what each finding of an error says to do, where two do not touch the same place."""
    document = read(NAME, text.encode())
    assert isinstance(document, Document), "a text that cannot be read has a fix"
    edits: list[Edit] = []
    for finding in findings:
        edit = _obeyed(document, finding) if finding.severity is Severity.ERROR else None
        if edit is not None and not any(overlap(edit, other) for other in edits):
            edits.append(edit)
    return apply(Source(NAME, text), edits)


def said(checked: Checked) -> str:
    """The findings as `botspec validate` prints them."""
    return render(checked.findings, {checked.source.path: checked.source}) or "no findings\n"


def _obeyed(document: Document, finding: Finding) -> Edit | None:
    """One advice, done."""
    label = finding.label
    if match := _MEANT.fullmatch(label):
        return Edit(finding.span, match[1])
    if match := _ADD.fullmatch(label):
        return _added(document, finding, match[1], match[2])
    if label == "remove it":
        return remove(document, _path(document, finding))
    if match := _SUCH_AS.fullmatch(label) or _WRITE.fullmatch(label):
        return Edit(finding.span, match[1])
    return None


def _added(document: Document, finding: Finding, key: str, value: str) -> Edit:
    """A key goes into the mapping that the caret is on, or beside the first key for the whole file."""
    path = _path(document, finding) if finding.where else ()
    below = [place for place in document.places if place[:-1] == path and place]
    if finding.where and not below:
        return insert_after(document, path, f"{key}: {value}")
    return insert_after(document, below[-1] if path else below[0], f"{key}: {value}")


def _path(document: Document, finding: Finding) -> Keys:
    """The key or item that the caret is on."""
    return next(
        path
        for path in document.places
        if path and finding.span in (document.key_span(path), document.value_span(path))
    )


def main() -> None:
    """Write every step after the first, which a person wrote."""
    first = (FOLDER / "step-1.yaml").read_text(encoding="utf-8")
    for number, (text, checked) in enumerate(steps(first), start=1):
        (FOLDER / f"step-{number}.yaml").write_text(text, encoding="utf-8")
        (FOLDER / f"step-{number}.out").write_text(said(checked), encoding="utf-8")


if __name__ == "__main__":
    main()
