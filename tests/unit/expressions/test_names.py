"""Which names may be given, and what happens to those that may not."""

from __future__ import annotations

import pytest

from botspec.expressions import ErrorKind, Names, RuleErrors, name_problem, parse_condition, parse_number


@pytest.mark.parametrize("name", ["x", "rsi_period", "n2", "_quiet", "Trend"])
def test_a_good_name(name: str) -> None:
    assert name_problem(name) == ""


@pytest.mark.parametrize(
    "name", ["close", "rsi", "crosses_above", "vwap", "position", "equity", "and", "AND", "if", "true", "None"]
)
def test_words_of_the_language_are_taken(name: str) -> None:
    assert name_problem(name) == f"'{name}' is a word of the rule language; choose another name"


@pytest.mark.parametrize("name", ["", "2x", "a-b", "a b", "größe", "x" * 65, "a\n"])
def test_other_names_cannot_be_written(name: str) -> None:
    assert name_problem(name).startswith("a name consists of letters")


def _messages(text: str, names: Names) -> list[str]:
    with pytest.raises(RuleErrors) as caught:
        parse_condition(text, names)
    return [error.message for error in caught.value.errors]


def test_a_param_cannot_hide_a_series() -> None:
    assert _messages("close > 5", Names({"close": 7})) == [
        "'close' is a word of the rule language and also a name of yours"
    ]


def test_a_rule_cannot_hide_a_param() -> None:
    names = Names({"x": 7}, {"x": parse_number("close", Names())})
    assert _messages("x > 5", names) == ["'x' names both a param and a rule under let"]


def test_a_name_further_down_is_not_defined_yet() -> None:
    assert _messages("trend > 5", Names(later=("trend",))) == ["'trend' is not defined yet"]


def test_a_name_that_is_broken_elsewhere_adds_no_error() -> None:
    assert _messages("trend > 5", Names(broken=("trend",))) == []
    assert _messages("trend > 5 and closs > 3", Names(broken=("trend",))) == ["unknown name 'closs'"]
    assert _messages("sma(trend, 5) > rsi(close, trend)", Names(broken=("trend",))) == []


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_param_is_finite(value: float) -> None:
    assert _messages("close > x", Names({"x": value})) == ["the param 'x' is no finite number"]


def test_kinds_of_mistake() -> None:
    kinds = {
        "close >": ErrorKind.SYNTAX,
        "clos > 5": ErrorKind.NAME,
        "close": ErrorKind.TYPE,
        "sma(close) > 5": ErrorKind.ARGUMENT,
        "close > " + "1+" * 60 + "1": ErrorKind.SIZE,
        "vwap > 5": ErrorKind.UNAVAILABLE,
    }
    for text, kind in kinds.items():
        with pytest.raises(RuleErrors) as caught:
            parse_condition(text, Names())
        assert [error.kind for error in caught.value.errors] == [kind]
