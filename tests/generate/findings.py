"""Write what botspec says into the pages of the findings and their copies in docs, and rewrite tests/specs/bad/*.out.

`python -m tests.generate.findings`; read the difference before it is committed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from botspec.app.diff import State, compared
from botspec.app.fix import fix_text
from botspec.app.validate import check_file
from botspec.compiler.check import Checked, check
from botspec.diagnostics.codes import CODES
from botspec.diagnostics.finding import Finding
from botspec.diagnostics.render_text import render
from botspec.diagnostics.source import Source
from botspec.gitops.judge import judge
from botspec.gitops.read_policy import read_policy
from botspec.gitops.render_findings import findings as findings_of

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "botspec" / "diagnostics" / "pages"
DOCS = ROOT / "docs" / "findings"
GUIDE = ROOT / "docs" / "validate.md"
BAD = ROOT / "tests" / "specs" / "bad"
SHOWN_AS = "specs/dip-buyer.yaml"
POLICY = "botspec.policy.yaml"
DAY = date(2026, 11, 22)
_BLOCK = re.compile(r"```([a-z ]+)\n(.*?)```", re.DOTALL)


def blocks(page: str) -> tuple[tuple[str, str], ...]:
    """The fenced blocks of a page: what they are, and their text."""
    return tuple((match[1], match[2]) for match in _BLOCK.finditer(page))


def changed(text: str) -> UnderPolicy:
    """Two versions of a spec or of a policy in one block, as `botspec diff` annotates the newer one."""
    policy = "ceilings:" in text
    before, after = (
        f"version: 1\n{part}".encode() if policy else part.encode()
        for part in text.removeprefix("# before\n").split("# after\n")
    )
    name = POLICY if policy else SHOWN_AS
    old, new = State("main", {name: before}, "main:"), State("the working tree", {name: after})
    found = compared(old, new)
    told = findings_of(found)
    return UnderPolicy(found.sources.get(name, Source(name, "")), told, tuple(found.sources.values()))


def checked(kind: str, text: str) -> Checked | UnderPolicy:
    """A spec of a page, judged; `yaml escapes` has \\xNN and \\uNNNN for what cannot be printed."""
    if kind == "path":
        return check_file(Path(text.strip()))
    if kind == "yaml change":
        return changed(text)
    if kind == "yaml policy":
        return under_policy(text)
    content = text.encode()
    if kind == "yaml escapes":
        content = re.sub(rb"\\x([0-9a-f]{2})", lambda match: bytes([int(match[1], 16)]), content)
        content = re.sub(rb"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)).encode(), content)
    return check(SHOWN_AS, content)


def said(judged: Checked | UnderPolicy) -> str:
    """The findings as `botspec validate` prints them."""
    others = judged.others if isinstance(judged, UnderPolicy) else ()
    return render(judged.findings, {source.path: source for source in (judged.source, *others)})


@dataclass(frozen=True)
class UnderPolicy:
    """A spec of a page that was judged by the policy above it."""

    source: Source
    findings: tuple[Finding, ...]
    others: tuple[Source, ...]


def under_policy(text: str) -> UnderPolicy:
    """Two files in one block, each under its name."""
    policy, spec = text.split(f"# {SHOWN_AS}\n")
    judged, read = check(SHOWN_AS, spec.encode()), read_policy(POLICY, policy.encode())
    assert judged.context is not None
    found = (*judged.findings, *judge(judged.context, [read], DAY).findings)
    return UnderPolicy(judged.source, tuple(sorted(found, key=lambda each: each.order)), (read.source,))


def with_output(page: str) -> str:
    """The page with its text block rewritten."""
    (kind, wrong), (_, before), _ = blocks(page)
    return page.replace(f"```text\n{before}```", f"```text\n{said(checked(kind, wrong))}```", 1)


def guide(page: str) -> str:
    """docs/validate.md with its output rewritten."""
    (kind, wrong), (_, before), (_, difference), *_ = blocks(page)
    judged = checked(kind, wrong)
    errors = len(judged.findings)
    end = f"1 spec: {errors} errors\nnext: botspec validate --fix {SHOWN_AS}\n"
    page = page.replace(f"```text\n{before}```", f"```text\n{said(judged)}\n{end}```", 1)
    return page.replace(f"```diff\n{difference}```", f"```diff\n{fix_text(SHOWN_AS, wrong).diff}```", 1)


def index() -> str:
    """docs/findings/README.md."""
    families = {
        "0": "Text",
        "1": "Shape",
        "2": "Names",
        "3": "Sense",
        "4": "Safety",
        "5": "What the broker takes",
        "6": "Policy",
    }
    lines = ["# Findings", "", "`botspec explain BS101` prints a page. Numbers are never reused.", ""]
    for digit, family in families.items():
        lines += [f"## {family}", "", "| code | severity | about |", "|---|---|---|"]
        lines += [
            f"| [{number}]({number}.md) | {code.severity} | {code.title} |"
            for number, code in CODES.items()
            if number[2] == digit
        ]
        lines.append("")
    return "\n".join(lines)


def main() -> None:
    """Rewrite all of it."""
    for code in CODES:
        path = PAGES / f"{code}.md"
        page = with_output(path.read_text(encoding="utf-8"))
        path.write_text(page, encoding="utf-8")
        (DOCS / f"{code}.md").write_text(page, encoding="utf-8")
    (DOCS / "README.md").write_text(index(), encoding="utf-8")
    GUIDE.write_text(guide(GUIDE.read_text(encoding="utf-8")), encoding="utf-8")
    for spec in sorted(BAD.glob("*.yaml")):
        judged = check(f"tests/specs/bad/{spec.name}", spec.read_bytes())
        spec.with_suffix(".out").write_text(said(judged), encoding="utf-8")


if __name__ == "__main__":
    main()
