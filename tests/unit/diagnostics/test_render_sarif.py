"""What `--format sarif` prints fits the schema of SARIF 2.1.0 and says what the text says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from botspec.app.explain import explain
from botspec.compiler.check import check
from botspec.diagnostics.codes import CODES, finding
from botspec.diagnostics.finding import Finding
from botspec.diagnostics.render_sarif import render
from botspec.diagnostics.source import Span

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((ROOT / "tests" / "golden" / "sarif" / "sarif-2.1.0-rtm.5.schema.json").read_text("utf-8"))
BAD = sorted((ROOT / "tests" / "specs" / "bad").glob("*.yaml"))
VALIDATOR = Draft4Validator(SCHEMA)


def run(*findings: Finding) -> dict[str, Any]:
    text = render(findings, {found.code: explain(found.code) for found in findings}, "1.2.3")
    log = json.loads(text)
    VALIDATOR.validate(log)
    assert text.isascii()
    (only,) = log["runs"]
    return dict(only)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_every_wrong_spec_fits_the_schema(path: Path) -> None:
    findings = check(f"tests/specs/bad/{path.name}", path.read_bytes()).findings

    assert [result["ruleId"] for result in run(*findings)["results"]] == [found.code for found in findings]


def test_no_findings_are_a_run_without_results() -> None:
    assert run()["results"] == []


def test_a_rule_is_its_page() -> None:
    for code in CODES:
        (rule,) = run(finding(code, "a.yaml", Span(1, 1, 1, 2), "x"))["tool"]["driver"]["rules"]
        assert (rule["id"], rule["shortDescription"]["text"]) == (code, CODES[code].title)
        assert rule["fullDescription"]["text"].endswith((".", ":", "?"))
        assert rule["help"]["markdown"].startswith(f"# {code}: ")


def test_results_point_at_their_rule_and_place() -> None:
    first = finding("BS305", "specs/a.yaml", Span(3, 5, 3, 9), "m", "fix", "help")
    second = finding("BS101", "specs/é b.yaml", Span(1, 1, 2, 1), "n")
    results = run(first, second)["results"]

    assert [(result["ruleIndex"], result["level"]) for result in results] == [(1, "warning"), (0, "error")]
    assert results[0]["message"]["text"] == "m (fix)\nhelp"
    place = results[0]["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9}
    assert results[1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "specs/%C3%A9%20b.yaml"


def test_an_absolute_path_is_a_file_uri() -> None:
    (result,) = run(finding("BS001", "/specs/a.yaml", Span(1, 1, 1, 1), "m"))["results"]

    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "file:///specs/a.yaml"


def test_a_fix_is_told_as_replacements() -> None:
    findings = check("a.yaml", b"version: 1\nid: Dip Buyer\n").findings
    (fixed,) = (result for result in run(*findings)["results"] if "fixes" in result)
    (change,) = fixed["fixes"][0]["artifactChanges"]

    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 2, "startColumn": 5, "endLine": 2, "endColumn": 14},
            "insertedContent": {"text": "dip-buyer"},
        }
    ]


def test_a_finding_keeps_its_fingerprint_when_it_moves() -> None:
    def prints(*findings: Finding) -> set[str]:
        return {result["partialFingerprints"]["botspecFinding/v1"] for result in run(*findings)["results"]}

    one = finding("BS101", "a.yaml", Span(3, 5, 3, 9), "m", where="risk.x")

    assert prints(one, finding("BS101", "a.yaml", Span(9, 5, 9, 9), "m", where="risk.x")) == prints(one)
    assert len(prints(one, finding("BS101", "a.yaml", Span(3, 5, 3, 9), "m", where="risk.y"))) == 2
