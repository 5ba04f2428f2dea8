from __future__ import annotations

import pytest

from botspec.diagnostics.finding import Finding
from botspec.diagnostics.source import Span
from botspec.spec.compose import DEEPEST, MOST_VALUES, read
from botspec.spec.document import Document
from botspec.spec.text import MOST_BYTES


def document(text: str) -> Document:
    found = read("a.yaml", text.encode())
    assert isinstance(found, Document)
    return found


def findings(content: str | bytes) -> tuple[Finding, ...]:
    found = read("a.yaml", content if isinstance(content, bytes) else content.encode())
    assert not isinstance(found, Document)
    return found


def only(content: str | bytes) -> tuple[str, int, int]:
    (found,) = findings(content)
    return found.code, found.span.line, found.span.column


@pytest.mark.parametrize("word", ["ON", "NO", "TRUE", "1e3", "012", "2007-01-03", "~", "null", "0x1F", ".inf", "1_000"])
def test_every_scalar_stays_as_written(word: str) -> None:
    assert document(f"a: {word}\nb: [{word}]\nc: '{word}'\n").tree == {"a": word, "b": [word], "c": word}


def test_a_tree_of_every_style() -> None:
    text = "a:\n- x\n- {y: z}\nb: |\n  one\n  two\nc: >-\n  one\n  two\n? d\n: 'it''s'\ne: \"\\u00e9\"\n"

    assert document(text).tree == {
        "a": ["x", {"y": "z"}],
        "b": "one\ntwo\n",
        "c": "one two",
        "d": "it's",
        "e": "é",
    }


def test_places_of_keys_and_values() -> None:
    read_document = document("a: 1\nb:\n  - {c: xyz}\n")

    assert read_document.key_span(("b",)) == Span(2, 1, 2, 2)
    assert read_document.value_span(("a",)) == Span(1, 4, 1, 5)
    assert read_document.key_span(("b", 0, "c")) == Span(3, 6, 3, 7)
    assert read_document.value_span(("b", 0, "c")) == Span(3, 9, 3, 12)
    assert read_document.value_span(("b", 0)) == Span(3, 5, 3, 13)
    assert read_document.key_span(("b", 0)) == Span(3, 5, 3, 13)


def test_a_path_that_is_not_there_is_shown_at_the_nearest_key_above() -> None:
    assert document("a: {b: 1}\n").key_span(("a", "x", "y")) == Span(1, 1, 1, 2)


def test_an_empty_value_is_shown_at_its_key() -> None:
    assert document("a:\nb: 1\n").value_span(("a",)) == Span(1, 1, 1, 2)


def test_places_count_characters_also_behind_wide_ones_and_windows_line_ends() -> None:
    assert document("a: 日本\r\nb: {c: x}\r\n").value_span(("b", "c")) == Span(2, 8, 2, 9)


def test_things_are_named_by_their_kind() -> None:
    assert document("r:\n  g:\n    - {kind: drawdown, limit: 1}\n").named(("r", "g", 0, "limit")) == (
        "r.g[0] (drawdown).limit"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("BS008", 1, 1)),
        ("# nothing\n", ("BS008", 1, 1)),
        ("a: 1\n---\nb: 2\n", ("BS009", 2, 1)),
        ("%YAML 1.1\n---\na: 1\n", ("BS007", 1, 1)),
        ("a: &x 1\n", ("BS007", 1, 4)),
        ("a: *x\n", ("BS007", 1, 4)),
        ("a: !!int 1\n", ("BS007", 1, 4)),
        ("a: !python/object:os.system x\n", ("BS007", 1, 4)),
        ("<<: {a: 1}\n", ("BS007", 1, 1)),
        ("a: 1\nb: 2\na: 3\n", ("BS006", 3, 1)),
        ("a: {b: 1, b: {c: 2}}\n", ("BS006", 1, 11)),
        ("? [a]\n: 1\n", ("BS011", 1, 3)),
        ("? {a: b}\n: 1\n", ("BS011", 1, 3)),
        ("- a\n", ("BS103", 1, 1)),
        ("just words\n", ("BS103", 1, 1)),
        ("a: [1, 2\nb: 3\n", ("BS005", 1, 4)),
        ("a: 'x\nb: 3\n", ("BS005", 1, 4)),
        ("a: b: c\n", ("BS005", 1, 5)),
        ("a:\n\tb: 1\n", ("BS005", 2, 1)),
        ("a: @x\n", ("BS005", 1, 4)),
        ("a: %x\n", ("BS005", 1, 4)),
        ('a: "\\q"\n', ("BS005", 1, 6)),
        ("a: 1\n b: 2\n", ("BS005", 2, 3)),
        ('a: "\\x00"\n', ("BS003", 1, 4)),
        ('a: "\\ud800"\n', ("BS003", 1, 4)),
        ('a: "\\u202e"\n', ("BS003", 1, 4)),
        ('a: "\\UFFFFFFFF"\n', ("BS005", 1, 1)),
        ("a: \x01\n", ("BS003", 1, 4)),
        ("a: 1 # \u202e\n", ("BS003", 1, 8)),
        ("a: 1\rb: 2\n", ("BS003", 1, 5)),
        ("a: x\u2028y\n", ("BS003", 1, 5)),
        ("a: x\u0085y\n", ("BS003", 1, 5)),
    ],
)
def test_what_the_language_leaves_out_is_refused_at_its_place(text: str, expected: tuple[str, int, int]) -> None:
    code, line, column = only(text)

    assert code == expected[0]
    if text != 'a: "\\UFFFFFFFF"\n':  # the reader's own error carries no place
        assert (line, column) == expected[1:]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xef\xbb\xbfa: 1\n", ("BS002", 1, 1)),
        ("a: 1".encode("utf-16"), ("BS002", 1, 1)),
        ("a: é".encode("latin-1"), ("BS002", 1, 4)),
        (b"a: 1\nb: \xff\n", ("BS002", 2, 4)),
        (b"a: \x00\n", ("BS003", 1, 4)),
        (b"a" * (MOST_BYTES + 1), ("BS004", 1, 1)),
    ],
)
def test_bytes_that_are_no_plain_text(content: bytes, expected: tuple[str, int, int]) -> None:
    assert only(content) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 200_000,
        "a: " + "{b: " * 60_000,
        "- " * 100_000,
        "a: " + "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1),
        "a: [" + "x," * (MOST_VALUES + 1) + "]",
    ],
    ids=["lists", "mappings", "dashes", "one too deep", "one too many"],
)
def test_depth_and_number_are_capped_before_anything_is_built(text: str) -> None:
    assert only(text)[0] == "BS004"


def test_the_deepest_and_largest_that_are_allowed() -> None:
    deep = "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1)

    assert document(f"a: {deep}\n").tree["a"] is not None
    assert len(document("a: [" + "x," * (MOST_VALUES - 3) + "x]\n").tree["a"]) == MOST_VALUES - 2


def test_all_duplicates_are_found_at_once_each_pointing_at_the_first() -> None:
    found = findings("a: 1\na: 2\nb: {c: 1, c: 2}\n")

    assert [(finding.span.line, finding.related[0].span.line) for finding in found] == [(2, 1), (3, 3)]
