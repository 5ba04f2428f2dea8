"""Symbols side by side: the same bits as each by itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from botspec.expressions import Names, parse_condition, parse_number
from botspec.strategy import alike
from botspec.strategy.rule_columns import signal_columns
from botspec.strategy.rules import Rules, SideRules
from tests.fakes.panels import daily_panel

NAN = float("nan")
ENTER = "rsi(close, 3) < 40 and close > sma(close, 4) * 0.9 or macd(close, 2, 4, 2).histogram > 0"
LEAVE = "close < lowest(low, 3)[1] or not (change(close) > -5) or bbands(close, 3).upper < high"
RANK = "if_else(close > open, roc(close, 2), abs(close - 50)) / (volume - 7)"


def rules() -> Rules:
    names = Names()
    return Rules(
        SideRules(parse_condition(ENTER, names), parse_condition(LEAVE, names)),
        SideRules(parse_condition(LEAVE, names), parse_condition(ENTER, names)),
        parse_number(RANK, names),
    )


def market(symbols: int, rows: int = 40):
    random = np.random.default_rng(7)
    closes = np.round(50 * np.exp(np.cumsum(random.normal(0, 0.03, (rows, symbols)), axis=0)), 2)
    return daily_panel({f"S{number}": closes[:, number].tolist() for number in range(symbols)})


@pytest.mark.parametrize("since", [0, 31])
def test_blocks_give_the_bits_of_one_by_one(monkeypatch, since) -> None:
    panel = market(5)
    monkeypatch.setattr(alike, "CACHED", 2 * len(panel))
    together = signal_columns(rules(), panel, since)
    monkeypatch.setattr("botspec.strategy.rule_columns.alike", lambda _: [])
    apart = signal_columns(rules(), panel, since)

    for name in ("enter", "exit", "rank", "ready"):
        assert getattr(together, name).tobytes("F") == getattr(apart, name).tobytes("F"), name
    assert together.short is not None
    assert apart.short is not None
    assert together.short.enter.tobytes("F") == apart.short.enter.tobytes("F")
    assert together.short.exit.tobytes("F") == apart.short.exit.tobytes("F")
    assert set(np.unique(together.enter)) == {-1, 0, 1}


def test_a_gap_or_an_action_keeps_a_symbol_out() -> None:
    panel = market(3)
    close = panel.close.copy(order="F")
    close[5, 1] = NAN
    gone = replace(panel, close=close)

    assert alike.alike(gone) == [0, 2]
    assert [block for block, _ in alike.blocks(gone, [0, 2])] == [slice(0, 1), slice(2, 3)]


def test_blocks_are_as_wide_as_they_may_be(monkeypatch) -> None:
    panel = market(5)
    monkeypatch.setattr(alike, "CACHED", 2 * len(panel))

    assert [block for block, _ in alike.blocks(panel, [0, 1, 2, 4])] == [slice(0, 2), slice(2, 3), slice(4, 5)]
    assert list(alike.blocks(panel, [])) == []
