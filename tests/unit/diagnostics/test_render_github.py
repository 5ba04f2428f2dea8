from __future__ import annotations

import pytest

from botspec.diagnostics.codes import finding
from botspec.diagnostics.render_github import render
from botspec.diagnostics.source import TOP, Span


def test_a_finding_is_one_workflow_command() -> None:
    found = finding("BS101", "specs/a.yaml", Span(3, 5, 3, 9), "unknown key 'knid'", "did you mean 'kind'?", "look")

    assert render([found]) == (
        "::error file=specs/a.yaml,line=3,endLine=3,col=5,endColumn=8,title=BS101%3A an unknown key"
        "::unknown key 'knid'%0Adid you mean 'kind'?%0Alook%0Aexplain: botspec explain BS101\n"
    )


@pytest.mark.parametrize(("code", "command"), [("BS101", "error"), ("BS305", "warning"), ("BS403", "notice")])
def test_each_severity_has_its_command(code: str, command: str) -> None:
    assert render([finding(code, "a.yaml", TOP, "x")]).startswith(f"::{command} file=a.yaml,")


def test_what_a_runner_would_read_as_a_command_is_escaped() -> None:
    found = finding("BS101", "a,b:100%.yaml", TOP, "5%\n::stop-commands::x\r\n\x1b[31m")
    (line,) = render([found]).splitlines()

    assert line.startswith("::error file=a%2Cb%3A100%25.yaml,line=1,")
    assert "::5%25\\x0a::stop-commands::x\\x0d\\x0a\\x1b[31m%0Aexplain" in line


def test_columns_are_left_out_where_the_place_has_several_lines() -> None:
    assert ",line=1,endLine=3,title=" in render([finding("BS010", "a.yaml", Span(1, 2, 3, 4), "x")])


def test_no_findings_are_no_lines() -> None:
    assert render([]) == ""
