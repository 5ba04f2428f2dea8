from __future__ import annotations

import pytest

from botspec.diagnostics.source import Span
from botspec.spec.compose import read
from botspec.spec.document import Document
from botspec.spec.offsets import offsets

STYLES = {
    "plain": "a: one two three\n",
    "plain over lines": "a: one\n  two\n\n  three\n",
    "single quotes": "a: 'one ''two'' three'\n",
    "single quotes over lines": "a: 'one\n   two\n   three'\n",
    "double quotes": 'a: "one \\"two\\" three"\n',
    "double quotes with escapes": 'a: "\\x6fne\\ttwo \\u00e9 three"\n',
    "double quotes over lines": 'a: "one\\\n  \\ two\n  three"\n',
    "folded": "a: >-\n  one\n  two\n\n  three\n",
    "folded with an indent": "a: >+2\n    one\n  two\n  three\n",
    "literal": "a: | # a comment with one two three\n  one\n    two\n  three\n",
    "flow": "a: {b: [one two, three]}\n",
}


def value_of(text: str) -> tuple[Document, tuple[str | int, ...], str]:
    document = read("a.yaml", text.encode())
    assert isinstance(document, Document)
    path: tuple[str | int, ...] = ("a", "b", 0) if "{b:" in text else ("a",)
    value = document.tree["a"] if path == ("a",) else document.tree["a"]["b"][0]
    return document, path, value


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES)
def test_every_word_is_found_where_it_stands(text: str) -> None:
    document, path, value = value_of(text)
    for word in ("two", "three"):
        if word in value:
            start = value.index(word)
            span = document.rule_span(path, start, start + len(word))
            line = document.source.line(span.line)

            assert line[span.column - 1 : span.end_column - 1] == word
            assert "comment" not in line


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES)
def test_offsets_never_go_back_and_stay_inside(text: str) -> None:
    document, path, value = value_of(text)
    place = document.places[path]
    found = offsets(text[place.start : place.end], value, place.style)

    assert len(found) == len(value) + 1
    assert found == sorted(found)
    assert found[-1] <= place.end - place.start


def test_a_place_between_characters_has_no_width() -> None:
    document, path, _ = value_of("a: close >\n")

    assert document.rule_span(path, 7, 7) == Span(1, 11, 1, 11)


def test_an_escape_is_marked_at_its_start() -> None:
    document, path, value = value_of('a: "x \\x3e y"\n')
    at = value.index(">")

    assert document.rule_span(path, at, at + 1) == Span(1, 7, 1, 8)
