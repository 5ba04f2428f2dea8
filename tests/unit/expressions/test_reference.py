"""The page about rules says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from botspec.expressions import Names, RuleErrors, parse_condition, parse_number
from botspec.expressions.indicators.catalog import INDICATORS
from botspec.expressions.names import CROSSES, LATER, SERIES
from botspec.expressions.reference import indicator_table
from botspec.strategy.library.expand import rule_text

PAGE = (Path(__file__).parents[3] / "docs" / "rules.md").read_text(encoding="utf-8")


def test_the_table_of_indicators_is_current() -> None:
    shown = re.search(r"<!-- indicators: .* -->\n(.*)<!-- end of indicators -->", PAGE, re.DOTALL)
    assert shown is not None
    assert shown[1] == indicator_table()


def test_every_word_is_on_the_page() -> None:
    for word in (*SERIES, *INDICATORS, *CROSSES):
        assert re.search(rf"`{word}[`(]", PAGE), word


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=lambda indicator: indicator.name)
def test_every_example_is_a_rule(indicator: object) -> None:
    assert parse_number(indicator.example, Names()).lookback > 0  # type: ignore[attr-defined]


@pytest.mark.parametrize("word", sorted(LATER))
def test_words_kept_for_later_are_refused_by_name(word: str) -> None:
    for text in (f"{word} > 5", f"{word}(close, 5) > 5", f"{word}.x > 5"):
        with pytest.raises(RuleErrors) as caught:
            parse_condition(text, Names())
        (error,) = caught.value.errors
        assert error.message.startswith(f"'{word}")
        assert error.message.endswith("is not available in this version")


def test_the_mistakes_shown_are_those_made() -> None:
    names = Names({"oversold": 30}, {name: parse_number("close", Names()) for name in ("strength", "trend")})
    with pytest.raises(RuleErrors) as caught:
        parse_condition("strength < oversold && close > trned", names)
    for error in caught.value.errors:
        line = f"{' ' * error.start}{'^' * (error.end - error.start)} {error.message}: {error.hint}\n"
        assert line in PAGE


def test_the_rules_of_the_library_strategy_are_those_shipped() -> None:
    shipped = "".join(line for line in rule_text("mean_reversion_momentum").splitlines(keepends=True) if line[0] != "#")
    assert f"```yaml\n{shipped}```" in PAGE
