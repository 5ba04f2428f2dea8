from __future__ import annotations

import pytest
from pydantic_core import PydanticCustomError

from botspec.spec.choice import Choice, or_list
from botspec.spec.words import Submit, Timeframe

LISTED = "write now, after_open, open_auction or close_auction"
SUBMIT = Choice(Submit)


def refused(value: object) -> tuple[str, str]:
    with pytest.raises(PydanticCustomError) as caught:
        SUBMIT.read(value)
    assert caught.value.context is not None
    return caught.value.type, caught.value.context["label"]


def test_a_word_is_its_member() -> None:
    assert SUBMIT.read("after_open") is Submit.AFTER_OPEN
    assert SUBMIT.read(Submit.NOW) is Submit.NOW


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("after-open", ("BS106", "did you mean 'after_open'?")),
        ("tomorrow", ("BS106", LISTED)),
        ({"close_auction": "x"}, ("BS106", LISTED)),
        ({}, ("BS106", LISTED)),
        (["now"], ("BS106", LISTED)),
    ],
)
def test_other_words_are_refused_with_the_ones_there_are(value: object, expected: tuple[str, str]) -> None:
    assert refused(value) == expected


@pytest.mark.parametrize(("words", "listed"), [(["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")])
def test_lists_read_as_a_person_says_them(words: list[str], listed: str) -> None:
    assert or_list(words) == listed


def test_widths_of_bars() -> None:
    assert Timeframe.DAY.daily
    assert not Timeframe.HOUR.daily
    assert [Timeframe(word).seconds for word in ("1Min", "5Min", "15Min", "30Min", "1Hour", "1Day")] == [
        60,
        300,
        900,
        1800,
        3600,
        86400,
    ]
