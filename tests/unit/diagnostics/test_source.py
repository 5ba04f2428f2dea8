from __future__ import annotations

import pytest

from botspec.diagnostics.source import Source, Span

TEXT = "one\ntwo\r\n\nfour"


@pytest.mark.parametrize(
    ("start", "end", "span"),
    [
        (0, 3, Span(1, 1, 1, 4)),
        (4, 5, Span(2, 1, 2, 2)),
        (4, 10, Span(2, 1, 4, 1)),
        (10, 14, Span(4, 1, 4, 5)),
        (99, 100, Span(4, 5, 4, 5)),
        (5, 2, Span(2, 2, 2, 2)),
    ],
)
def test_offsets_become_lines_and_columns(start: int, end: int, span: Span) -> None:
    assert Source("a", TEXT).span(start, end) == span


def test_lines_come_without_their_ends() -> None:
    source = Source("a", TEXT)

    assert [source.line(number) for number in range(6)] == ["", "one", "two", "", "four", ""]


def test_an_empty_text_has_a_first_line() -> None:
    assert Source("a", "").span(0, 1) == Span(1, 1, 1, 1)
