"""What the pages show below a command is what it prints."""

from __future__ import annotations

import re

import pytest

from botspec.cli.commands import COMMANDS
from tests.generate.pages import DOCS, PAGES, PageBroken, filled


@pytest.mark.parametrize("name", PAGES)
def test_the_output_is_the_real_one(name: str) -> None:
    """`python -m tests.generate.pages` rewrites the pages."""
    page = (DOCS / name).read_text(encoding="utf-8")

    assert filled(page) == page


def test_every_command_is_on_a_page() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in DOCS.glob("*.md"))

    assert set(COMMANDS) <= set(re.findall(r"botspec ([a-z]+)", text))


def test_the_tutorial_leads_to_a_running_bot() -> None:
    page = (DOCS / "tutorial.md").read_text(encoding="utf-8")

    assert [
        word for word in ("new", "validate", "show", "run", "report", "promote") if f"$ botspec {word} " not in page
    ] == []


@pytest.mark.parametrize("page", ["tutorial.md", "../README.md"])
def test_a_reader_in_the_repository_can_write_the_same_spec(page: str) -> None:
    """The pages are run in an empty folder; a reader's has specs/ already, and `new` overwrites nothing."""
    made = re.findall(r"\$ botspec new (\S+)", (DOCS / page).read_text(encoding="utf-8"))

    assert [name for name in made if (DOCS.parent / "specs" / f"{name}.yaml").exists()] == []


@pytest.mark.parametrize(
    ("page", "why"),
    [
        ("```console\n$ botspec explain BS999\n```", "exit 2, the page says 0"),
        ("```console\n$ rm -r runs\n```", "not a command of botspec"),
        ("<!-- write a.yaml\na: 1\n-->\n<!-- change a.yaml\nb: 2\n=>\nb: 3\n-->", "a.yaml does not have: b: 2"),
    ],
)
def test_a_page_that_no_longer_holds_is_found(page: str, why: str) -> None:
    with pytest.raises(PageBroken, match=why):
        filled(page)
