"""What is spelled out is read as the same computation."""

from __future__ import annotations

from decimal import Decimal

import pytest

from botspec.expressions import Names, parse_number, parse_rule
from botspec.expressions.identity import Identities
from botspec.expressions.listing import listing
from botspec.expressions.spelled import spelled

NAMES = Names({"period": 14, "limit": Decimal("0.05")}, {"trend": parse_number("sma(close, 200)", Names())})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("rsi(close, period) < 30 and close > trend", "(rsi(close, period=14) < 30) and (close > trend)"),
        ("close > trend * (1 - limit)", "close > (trend * (1 - 0.05))"),
        ("close > 5%", "close > 0.05"),
        ("-close - -open", "(-close) - (-open)"),
        ("not close > open or close[1] < 3", "(not (close > open)) or (close[1] < 3)"),
        ("1 < close < 3", "(1 < close) and (close < 3)"),
        ("(close + open)[2]", "(close + open)[2]"),
        ("atr(14)", "atr(period=14)"),
        ("macd(close).signal", "macd(close, fast=12, slow=26, signal=9).signal"),
        ("opening_range(15m).high", "opening_range(900s).high"),
        ("since(close > open) > 5 bars", "since(close > open) > 5 bars"),
        ("volume * 1000000000", "volume * 1000000000"),
        ("close * 0.000001", "close * 0.000001"),
    ],
)
def test_a_rule_as_it_was_understood(text: str, shown: str) -> None:
    assert spelled(parse_rule(text, NAMES).tree) == shown


@pytest.mark.parametrize("entry", listing(), ids=lambda entry: entry.name)
def test_everything_that_can_be_called_is_read_back_as_the_same(entry) -> None:
    rule = parse_rule(entry.example, NAMES)
    identities = Identities()

    assert identities.of(parse_rule(spelled(rule.tree), NAMES).tree) == identities.of(rule.tree)
