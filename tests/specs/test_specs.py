"""Golden pairs: every spec under ok/ is valid; every one under bad/ says exactly what its .out says."""

from __future__ import annotations

from pathlib import Path

import pytest

from botspec.compiler.check import check
from botspec.diagnostics.finding import Severity
from tests.generate.findings import said

HERE = Path(__file__).parent
LATER = {"BS113"}  # said beside: the engine does not run all that is checked
ROOT = HERE.parents[1]
OK = sorted((HERE / "ok").glob("*.yaml"))
SHIPPED = sorted((ROOT / "specs").glob("**/*.yaml"))
BAD = sorted((HERE / "bad").glob("*.yaml"))


@pytest.mark.parametrize("path", [*OK, *SHIPPED], ids=lambda path: path.name)
def test_a_right_spec_has_no_errors(path: Path) -> None:
    checked = check(path.name, path.read_bytes())

    assert [finding for finding in checked.findings if finding.severity is Severity.ERROR] == []
    assert checked.context is not None
    assert checked.context.rules is not None


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_wrong_spec_says_what_its_golden_file_says(path: Path) -> None:
    """`python -m tests.generate.findings` rewrites the golden files."""
    checked = check(f"tests/specs/bad/{path.name}", path.read_bytes())

    assert said(checked) == path.with_suffix(".out").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [path for path in BAD if path.stem.startswith("BS")], ids=lambda path: path.stem)
def test_one_mistake_is_one_finding_with_a_place_and_a_fix(path: Path) -> None:
    findings = check(path.name, path.read_bytes()).findings

    assert [finding.code for finding in findings if finding.code not in LATER - {path.stem[:5]}] == [path.stem[:5]]
    assert findings[0].span.line > 1
    assert findings[0].label or findings[0].code == "BS010"


def test_there_are_at_least_twenty_broken_variants() -> None:
    assert len(BAD) >= 20
