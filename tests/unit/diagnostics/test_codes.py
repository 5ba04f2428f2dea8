from __future__ import annotations

import re
from pathlib import Path

import pytest

from botspec.diagnostics.codes import CODES, finding
from botspec.diagnostics.finding import Severity
from botspec.diagnostics.source import TOP
from tests.generate.findings import DOCS, GUIDE, PAGES, blocks, checked, guide, index, said

LATER = {"BS113"}  # said beside: the engine does not run all that is checked


@pytest.mark.parametrize("code", CODES)
class TestPage:
    def page(self, code: str) -> str:
        return (PAGES / f"{code}.md").read_text(encoding="utf-8")

    def test_its_wrong_spec_says_exactly_what_the_page_says(self, code: str) -> None:
        (kind, wrong), (_, output), _ = blocks(self.page(code))
        judged = checked(kind, wrong)

        assert said(judged) == output
        assert {found.code for found in judged.findings} - LATER == {code} - LATER
        assert code in {found.code for found in judged.findings}

    def test_its_right_spec_is_right(self, code: str) -> None:
        *_, (kind, right) = blocks(self.page(code))

        assert {found.code for found in checked(kind, right).findings} <= LATER - {code}

    def test_the_copy_in_docs_is_the_page(self, code: str) -> None:
        assert (DOCS / f"{code}.md").read_text(encoding="utf-8") == self.page(code)

    def test_the_title_is_the_registry_s(self, code: str) -> None:
        assert self.page(code).startswith(f"# {code}: {CODES[code].title}\n\n")


def test_no_page_is_left_over() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == set(CODES)
    assert {path.stem for path in DOCS.glob("BS*.md")} == set(CODES)


def test_the_index_lists_every_code() -> None:
    assert (DOCS / "README.md").read_text(encoding="utf-8") == index()
    assert all(code in index() for code in CODES)


def test_the_guide_shows_what_is_said() -> None:
    page = GUIDE.read_text(encoding="utf-8")

    assert guide(page) == page


def test_every_code_in_the_package_is_registered_and_every_registered_code_is_used() -> None:
    package = Path(__file__).parents[3] / "botspec"
    registry = package / "diagnostics" / "codes.py"
    used = {
        code
        for path in package.rglob("*.py")
        if path != registry
        for code in re.findall(r'"(BS\d{3})"', path.read_text(encoding="utf-8"))
    }

    assert used == set(CODES)


def test_a_finding_has_the_severity_of_its_code() -> None:
    assert finding("BS101", "x.yaml", TOP, "wrong").severity is Severity.ERROR
    assert finding("BS402", "x.yaml", TOP, "wrong").severity is Severity.WARNING


def test_a_secret_in_a_message_is_masked() -> None:
    found = finding("BS101", "x.yaml", TOP, "unknown key 'PKABCDEFGHIJ12345678'", "did you mean PKABCDEFGHIJ12345678")

    assert "ABCDEF" not in found.message + found.label
    assert found.message == "unknown key '********************'"
