from __future__ import annotations

import json

from jsonschema import Draft202012Validator

from botspec.compiler.check import check
from botspec.compiler.schema import diagnostics_schema
from botspec.diagnostics.render_json import render


def test_what_is_printed_fits_its_schema() -> None:
    findings = check("a.yaml", b"version: 1\nid: a\nid: b\nx: \xf0\x9f\x90\x82\n").findings
    text = render(findings, 1)
    report = json.loads(text)

    Draft202012Validator(diagnostics_schema()).validate(report)
    assert text.isascii()
    assert report["errors"] == 1
    assert report["findings"][0]["related"][0]["line"] == 2


def test_a_fix_that_is_certain_is_told_as_edits() -> None:
    report = json.loads(render(check("a.yaml", b"version: 1\nid: Dip Buyer\n").findings, 1))

    Draft202012Validator(diagnostics_schema()).validate(report)
    assert [found["fix"] for found in report["findings"] if found["code"] == "BS108"] == [
        [{"line": 2, "column": 5, "end_line": 2, "end_column": 14, "text": "dip-buyer"}]
    ]


def test_counts_are_by_severity() -> None:
    spec = b"version: 1\nid: a\nuniverse: {symbols: [IBM]}\ndata: {source: files, path: x, timeframe: 1Hour}\n"
    spec += b"strategy: {kind: rules, long: {enter: close > open, exit: close < open}}\n"
    spec += b"sizing: {kind: percent_of_equity, percent: 5%}\nparams: {a: 1}\n"
    report = json.loads(render(check("a.yaml", spec).findings, 3))

    assert (report["files"], report["errors"], report["warnings"], report["infos"]) == (3, 0, 2, 0)
    assert [found["code"] for found in report["findings"]] == ["BS402", "BS309"]
