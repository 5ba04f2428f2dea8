"""Which names may be given, and what happens to those that may not."""

from __future__ import annotations

import pytest

from botspec.expressions import (
    ErrorKind,
    Names,
    PositionUse,
    RuleErrors,
    name_problem,
    parse_condition,
    parse_number,
    parse_rule,
)


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
        "position.gain > 5": ErrorKind.NAME,
    }
    for text, kind in kinds.items():
        with pytest.raises(RuleErrors) as caught:
            parse_condition(text, Names())
        assert [error.kind for error in caught.value.errors] == [kind]


def test_the_position_is_known_in_exits_only() -> None:
    text = "position.gain > 5% or position.bars_held >= 20 bars"
    assert parse_condition(text, Names(position=PositionUse.HERE)).uses_position
    assert _messages(text, Names()) == [
        "'position.gain' is known in exits only",
        "'position.bars_held' is known in exits only",
    ]
    assert _messages(text, Names(position=PositionUse.AT_ENTRY)) == [
        "'position.gain' is not known yet where this is read: once, at the bar that decides the entry",
        "'position.bars_held' is not known yet where this is read: once, at the bar that decides the entry",
    ]


def test_a_name_for_the_position_is_as_bound_as_the_position() -> None:
    gain = parse_rule("position.gain", Names(position=PositionUse.HERE))
    lets = {"gain": gain, "twice": parse_rule("gain * 2", Names({}, {"gain": gain}, position=PositionUse.HERE))}
    assert parse_condition("twice > 5%", Names({}, lets, position=PositionUse.HERE)).uses_position
    assert _messages("twice > 5%", Names({}, lets)) == [
        "'twice' asks for the bot's position, which is known in exits only"
    ]


def test_a_rule_knows_what_else_it_looks_at() -> None:
    market = parse_rule('of("SPY", close > sma(close, 5))', Names())
    rule = parse_condition('market and of("IBM", open) > 5', Names({}, {"market": market}))
    assert rule.symbols == {"SPY", "IBM"}
    assert not rule.uses_position
    assert parse_condition("close > 5", Names()).symbols == frozenset()


@pytest.mark.parametrize("name", ["macd", "ht_trendline", "cdl_doji", "er", "sin", "of", "opening_range"])
def test_what_can_be_called_is_no_name_of_yours(name: str) -> None:
    assert name_problem(name) == f"'{name}' is a word of the rule language; choose another name"
