"""Every sort of mistake has a place and says what to write."""

from __future__ import annotations

import pytest

from botspec.expressions import Names, RuleErrors, parse_condition
from tests.generate.rule_errors import TARGET, golden


def test_what_is_said_has_been_read() -> None:
    assert golden() == TARGET.read_text(encoding="utf-8")


def _places(text: str) -> list[tuple[int, int]]:
    with pytest.raises(RuleErrors) as caught:
        parse_condition(text, Names())
    return [(error.start, error.end) for error in caught.value.errors]


def test_places_are_offsets_in_the_text_as_written() -> None:
    assert _places("\n  clsoe > 5\n  and opne > 5") == [(3, 8), (19, 23)]


def test_what_is_missing_at_the_end_is_a_place_behind_the_last_token() -> None:
    assert _places("close >   \n") == [(7, 7)]


def test_an_empty_rule() -> None:
    assert _places("") == [(0, 0)]
    assert _places(" \n ") == [(0, 3)]


def test_a_message_shows_no_control_characters_and_no_half_characters() -> None:
    for character in ("\x00", "\x1b", "\u202e", "\ud800", "\u2028"):
        with pytest.raises(RuleErrors) as caught:
            parse_condition(f"close > {character}", Names())
        (error,) = caught.value.errors
        assert error.message == f"the character U+{ord(character):04X} has no meaning in a rule"
    with pytest.raises(RuleErrors) as caught:
        parse_condition("close > '\x1b[31m'", Names())
    assert "\x1b" not in str(caught.value)
