from __future__ import annotations

import pytest

from botspec.diagnostics.codes import finding
from botspec.diagnostics.finding import Related
from botspec.diagnostics.render_text import WIDEST, oneline, render
from botspec.diagnostics.source import TOP, Source


def shown(text: str, marked: str, label: str = "here", *, help_: str = "") -> list[str]:
    source = Source("a.yaml", text)
    start = text.index(marked)
    found = finding("BS101", "a.yaml", source.span(start, start + len(marked)), "wrong", label, help_)
    return render([found], {"a.yaml": source}).splitlines()


def test_the_exact_form() -> None:
    lines = shown("a: 1\n" * 18 + "  overslod: 3\n", "overslod", "did you mean 'oversold'?", help_="see the docs")

    assert lines == [
        "error[BS101]: wrong",
        " --> a.yaml:19:3",
        "   |",
        "19 |   overslod: 3",
        "   |   ^^^^^^^^ did you mean 'oversold'?",
        "   = help: see the docs",
        "   = explain: botspec explain BS101",
    ]


@pytest.mark.parametrize(
    ("text", "marked", "under"),
    [
        ("日本: x", "x", "      ^ here"),
        ("é: x", "x", "   ^ here"),
        ("e\u0301: x", "x", "   ^ here"),
        ("\tx: 1", "x", "    ^ here"),
        ("a: 日本", "日本", "   ^^^^ here"),
    ],
)
def test_the_caret_stands_under_the_word_however_wide_what_precedes_it_is(text: str, marked: str, under: str) -> None:
    assert shown(text, marked)[4] == f"  | {under}"


def test_what_a_terminal_would_obey_is_spelled_out() -> None:
    lines = shown("a: \x1b[31mred\u202e x", "x")

    assert lines[3] == "1 | a: \\x1b[31mred\\u202e x"
    assert lines[4] == "  | " + " " * lines[3][4:].index("x", 8) + "^ here"


def test_a_message_cannot_carry_an_escape_either() -> None:
    found = finding("BS101", "a\x1b.yaml", TOP, "unknown \x1b[2J", "la\x07bel")

    assert "\x1b" not in render([found], {}) + oneline(found)
    assert "\x07" not in render([found], {}) + oneline(found)


def test_a_place_over_lines_is_marked_on_its_first() -> None:
    lines = shown("a: [1,\n  2]\n", "[1,\n  2]")

    assert lines[3:5] == ["1 | a: [1,", "  |    ^^^ here"]


def test_a_very_long_line_is_cut_around_the_place() -> None:
    lines = shown("a" * 5000 + "x" + "b" * 5000, "x")

    assert len(lines[3]) <= WIDEST + 4
    assert lines[3][lines[4].index("^")] == "x"


def test_another_place_is_shown_below() -> None:
    source = Source("a.yaml", "a: 1\na: 2\n")
    found = finding("BS006", "a.yaml", source.span(5, 6), "twice", related=(Related(source.span(0, 1), "first"),))

    assert render([found], {"a.yaml": source}).splitlines()[4:8] == ["  | ^", "  |", "1 | a: 1", "  | - first"]


def test_without_the_text_there_is_no_snippet() -> None:
    found = finding("BS001", "no.yaml", TOP, "there is no such file", "check the path")

    assert render([found], {}).splitlines() == [
        "error[BS001]: there is no such file",
        " --> no.yaml:1:1",
        "  = check the path",
        "  = explain: botspec explain BS001",
    ]


def test_one_line_for_editors() -> None:
    found = finding("BS101", "a.yaml", TOP, "unknown key 'x'", "remove it")

    assert oneline(found) == "a.yaml:1:1: error: unknown key 'x' (remove it) [BS101]"
