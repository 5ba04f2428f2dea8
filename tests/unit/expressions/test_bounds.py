"""A rule is bounded, and the bounds hold before recursion hurts."""

from __future__ import annotations

import pytest

from botspec.expressions import Names, RuleErrors, parse_condition, parse_number

TOO_DEEP = "the rule is nested more than 50 deep"


def _errors(text: str, names: Names | None = None) -> list[str]:
    with pytest.raises(RuleErrors) as caught:
        parse_number(text, names or Names())
    return [error.message for error in caught.value.errors]


def test_two_thousand_characters_and_no_more() -> None:
    assert parse_number("close".ljust(2000), Names()).lookback == 0
    assert _errors("close".ljust(2001)) == ["the rule has 2001 characters; at most 2000 are read"]


@pytest.mark.parametrize("text", ["(" * 999, "-" * 1999, "-(" * 900, "sma(" * 400, "(" * 900 + "1" + ")" * 900])
def test_depth_of_nesting(text: str) -> None:
    assert _errors(text) == [TOO_DEEP]


def test_depth_of_a_long_sum() -> None:
    assert parse_number("1" + "+1" * 49, Names()).lookback == 0
    assert _errors("1" + "+1" * 50) == [TOO_DEEP]


def test_not_upon_not() -> None:
    with pytest.raises(RuleErrors, match=TOO_DEEP):
        parse_condition("not " * 400 + "close > 1", Names())


def test_any_number_of_conditions_side_by_side_but_five_hundred_parts() -> None:
    assert parse_condition(" or ".join(["c>d"] * 124), Names({"c": 1, "d": 2})).lookback == 0
    with pytest.raises(RuleErrors, match="more than 500 parts"):
        parse_condition(" or ".join(["c>d"] * 200), Names({"c": 1, "d": 2}))


def test_depth_counts_what_names_stand_for() -> None:
    lets = {"a": parse_number("close" + "+1" * 30, Names())}
    names = Names({}, lets)
    assert parse_number("a" + "+1" * 10, names).lookback == 0
    assert _errors("a" + "+1" * 30, names) == [TOO_DEEP + ", counting what its names stand for"]


def test_numbers_too_large() -> None:
    assert _errors("9" * 400) == ["the number is too large"]
    assert _errors("9" * 400 + "%") == ["the number is too large"]
    assert _errors("close[10001]") == ["at most 10000 bars ago"]
    assert _errors(f"close[{'9' * 1900}]") == ["at most 10000 bars ago"]
    assert parse_number("close[10000]", Names()).lookback == 10_000
    assert parse_number("sma(close, 10000)", Names()).lookback == 9_999
    assert _errors("sma(close, 10001)") == ["the period of sma is 1 to 10000, not 10001"]
