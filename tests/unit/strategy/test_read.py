"""A strategy's texts -> rules, all mistakes at once and each in its place."""

from __future__ import annotations

from decimal import Decimal

from botspec.expressions import parse_number
from botspec.strategy.read import RuleProblem, read_rules
from botspec.strategy.rules import RulesParams


def params(
    let: dict[str, str] | None = None, enter: str = "close > 5", leave: str = "close < 5", rank: str | None = None
) -> RulesParams:
    return RulesParams.model_validate({"let": let or {}, "long": {"enter": enter, "exit": leave}, "rank": rank})


def said(problems: tuple[RuleProblem, ...]) -> list[tuple[str, str]]:
    return [(".".join(problem.path), problem.error.message) for problem in problems]


def test_rules_and_their_names() -> None:
    let = {"strength": "rsi(close, period)", "weak": "strength < oversold"}
    reading = read_rules(params(let, "weak", "strength > 55", "-strength"), {"period": 3, "oversold": Decimal(30)})
    assert reading.problems == ()
    assert reading.rules is not None
    assert reading.rules.kind == "rules"
    assert reading.rules.lookback == 3
    assert reading.rules.warmup == 3 + 23  # (2/3) ** 23 = 0.000089
    assert parse_number("close - strength", reading.names).lookback == 3


def test_rank_may_be_left_out() -> None:
    reading = read_rules(params(), {})
    assert reading.rules is not None
    assert reading.rules.rank is None


def test_the_strategy_keeps_the_name_it_has_in_the_spec() -> None:
    reading = read_rules(params(), {}, "mean_reversion_momentum")
    assert reading.rules is not None
    assert reading.rules.kind == "mean_reversion_momentum"


def test_all_mistakes_at_once() -> None:
    reading = read_rules(params({"a": "clsoe"}, "close", "close = 5 and", "close > 5"), {})
    assert reading.rules is None
    assert said(reading.problems) == [
        ("let.a", "unknown name 'clsoe'"),
        ("long.enter", "close is a number; a condition is due here"),
        ("long.exit", "'=' does not compare"),
        ("long.exit", "the rule ends where a value is due"),
        ("rank", "close > 5 is a condition; a number is due here"),
    ]


def test_a_broken_name_is_one_mistake_however_often_it_is_used() -> None:
    reading = read_rules(params({"a": "clsoe", "b": "a + 1"}, "a > 5 and b > 5", "a < 5", "a"), {})
    assert said(reading.problems) == [("let.a", "unknown name 'clsoe'")]


def test_a_name_is_used_only_below_its_definition() -> None:
    reading = read_rules(params({"a": "b + 1", "b": "close", "c": "c + 1"}), {})
    assert said(reading.problems) == [("let.a", "'b' is not defined yet"), ("let.c", "'c' is not defined yet")]


def test_a_taken_name_is_a_mistake_in_the_name() -> None:
    reading = read_rules(params({"close": "open", "period": "open"}, "period > 5"), {"period": 14})
    assert [(problem.path, problem.on_name) for problem in reading.problems] == [
        (("let", "close"), True),
        (("let", "period"), True),
    ]
    assert said(reading.problems)[1] == ("let.period", "'period' is a param already")
