from __future__ import annotations

from collections.abc import Callable

import pytest
from pydantic_core import PydanticCustomError

from botspec.domain.values import Money
from botspec.spec import names
from botspec.spec.release import release


@pytest.mark.parametrize("symbol", ["AAPL", "ON", "NO", "TRUE", "A", "BRK.B", "GOOGL", "BTC/USD", "SYN_A"])
def test_symbols(symbol: str) -> None:
    assert names.symbol(symbol) == symbol


@pytest.mark.parametrize(
    ("read", "text", "code", "fix"),
    [
        (names.symbol, "aapl", "BS108", "write AAPL"),
        (names.symbol, "AAPL; rm -rf", "BS108", "write a stock symbol in capitals, such as AAPL"),
        (names.symbol, "\u0391APL", "BS108", "write a stock symbol in capitals, such as AAPL"),
        (names.bot_id, "Dip Buyer", "BS108", "write dip-buyer"),
        (names.bot_id, "dip_buyer", "BS108", "write dip-buyer"),
        (names.bot_id, "../etc", "BS108", "use small letters, digits and dashes, starting with a letter"),
        (names.bot_id, "a" * 41, "BS108", "use small letters, digits and dashes, starting with a letter"),
        (names.bot_id, ["a"], "BS103", "use small letters, digits and dashes, starting with a letter"),
        (names.name, "RSI period", "BS108", "write rsi_period"),
        (names.prose, "x" * 2001, "BS105", "make it shorter"),
        (names.prose, {}, "BS103", "write a sentence"),
        (names.rule, [], "BS103", "write a rule, such as close > sma(close, 200)"),
        (names.version, "2", "BS110", "write 1"),
        (names.version, "1.0", "BS110", "write 1"),
        (names.capital, "25000", "BS104", "write 25000 USD"),
        (release, "never", "BS106", "write manual, next_session or {after: 3d}"),
        (release, {"after": "3d", "or": "x"}, "BS106", "write manual, next_session or {after: 3d}"),
        (release, {"after": "3"}, "BS104", "say which unit: 3s, 3m, 3h or 3d"),
    ],
)
def test_wrong_forms_are_refused_with_the_fix(
    read: Callable[[object], object], text: object, code: str, fix: str
) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        read(text)

    assert caught.value.type == code
    assert caught.value.context is not None
    assert caught.value.context["label"] == fix


def test_capital_is_money_or_everything() -> None:
    assert names.capital("whole_account") == "whole_account"
    assert isinstance(names.capital("25000 USD"), Money)
