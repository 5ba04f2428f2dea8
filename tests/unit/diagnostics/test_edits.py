from __future__ import annotations

import pytest

from botspec.diagnostics.edits import Edit, apply, diff, overlap
from botspec.diagnostics.source import Source, Span

TEXT = "a: 1\nbé: 2  # two\n"


def edit(start: int, end: int, text: str = "") -> Edit:
    return Edit(Source("a.yaml", TEXT).span(start, end), text)


@pytest.mark.parametrize(
    ("edits", "after"),
    [
        ([], TEXT),
        ([edit(3, 4, "100")], "a: 100\nbé: 2  # two\n"),
        ([edit(9, 10, "3"), edit(0, 1, "first")], "first: 1\nbé: 3  # two\n"),
        ([edit(4, 10)], "a: 1  # two\n"),
        ([edit(5, 5, "x: 0\n")], "a: 1\nx: 0\nbé: 2  # two\n"),
        ([edit(len(TEXT), len(TEXT), "c: 3\n")], TEXT + "c: 3\n"),
    ],
)
def test_only_what_is_edited_changes(edits: list[Edit], after: str) -> None:
    assert apply(Source("a.yaml", TEXT), edits) == after


def test_two_edits_of_one_place_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        apply(Source("a.yaml", TEXT), [edit(0, 4, "x"), edit(3, 5, "y")])


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ((0, 2), (2, 4), False),
        ((0, 3), (2, 4), True),
        ((0, 4), (2, 2), True),
        ((2, 2), (2, 4), True),
        ((2, 2), (2, 2), True),
        ((4, 4), (2, 4), False),
        ((0, 6), (5, 7), True),
    ],
)
def test_overlap(first: tuple[int, int], second: tuple[int, int], same: bool) -> None:  # noqa: FBT001
    assert overlap(edit(*first), edit(*second)) is same
    assert overlap(edit(*second), edit(*first)) is same


@pytest.mark.parametrize("at", range(len(TEXT) + 1))
def test_offsets_are_the_reverse_of_spans(at: int) -> None:
    source = Source("a.yaml", TEXT)

    assert source.offsets(source.span(at, len(TEXT))) == (at, len(TEXT))


def test_a_place_beyond_the_text_is_its_end() -> None:
    assert Source("a.yaml", TEXT).offsets(Span(9, 9, 9, 9)) == (len(TEXT), len(TEXT))


def test_a_diff_is_as_git_shows_it() -> None:
    assert diff("specs/a.yaml", "a: 1\nb: 2\n", "a: 1\nb: 3") == (
        "--- a/specs/a.yaml\n+++ b/specs/a.yaml\n@@ -1,2 +1,2 @@\n a: 1\n-b: 2\n+b: 3\n\\ No newline at end of file\n"
    )
    assert diff("a", "x", "x") == ""
