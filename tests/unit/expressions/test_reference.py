"""The pages about rules and indicators say what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from botspec.expressions import Names, RuleErrors, parse_condition, parse_number, parse_rule
from botspec.expressions.functions import FUNCTIONS
from botspec.expressions.indicators import listing
from botspec.expressions.indicators.catalog import DOCUMENTED, INDICATORS
from botspec.expressions.listing import Entry, Group
from botspec.expressions.names import CLOCK, POSITION_FIELDS, SERIES
from botspec.expressions.reference import indicators_page
from botspec.strategy.library.expand import rule_text

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "rules.md").read_text(encoding="utf-8")


def test_the_page_of_indicators_is_current() -> None:
    assert (DOCS / "indicators.md").read_text(encoding="utf-8") == indicators_page()


def test_every_word_is_on_the_page() -> None:
    for word in (*SERIES, *CLOCK, *DOCUMENTED, *FUNCTIONS):
        assert re.search(rf"`{word}[`(]", PAGE), word
    for field in POSITION_FIELDS:
        assert f"`position.{field}`" in PAGE


@pytest.mark.parametrize("entry", listing(), ids=lambda entry: entry.name)
def test_every_example_is_a_rule(entry: Entry) -> None:
    assert parse_rule(entry.example, Names())


def test_everything_that_can_be_called_is_listed_once() -> None:
    names = [entry.name for entry in listing()]
    assert sorted(names) == sorted({*INDICATORS, *FUNCTIONS})
    groups = {group: [entry for entry in listing() if entry.group is group] for group in Group}
    assert [len(entries) for entries in groups.values()] == [len(DOCUMENTED), len(FUNCTIONS), 68, 61]


def test_an_entry_says_how_it_is_called_and_what_it_needs() -> None:
    (entry,) = (entry for entry in listing() if entry.name == "macd")
    assert entry.signature == "macd(series, fast=12, slow=26, signal=9)"
    assert entry.outputs == ("macd", "signal", "histogram")
    assert (entry.lookback, entry.warmup, entry.settings) == (33, 195, "12, 26, 9")


@pytest.mark.parametrize("name", sorted(INDICATORS))
def test_a_listed_history_is_that_of_the_example(name: str) -> None:
    (entry,) = (entry for entry in listing() if entry.name == name)
    rule = parse_number(entry.example, Names())
    assert (rule.lookback, rule.warmup) == (entry.lookback, entry.warmup)


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


def test_every_rule_on_the_page_is_one() -> None:
    examples = re.findall(r"^\| `([^`]+)` \| .* \|$", PAGE.partition("## Worked examples")[2], re.MULTILINE)
    assert len(examples) > 5
    for text in examples:
        assert parse_condition(text, Names())
