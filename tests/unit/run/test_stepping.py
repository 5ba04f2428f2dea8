"""A row more, computed alone, is what the whole columns give there, to the bit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pytest

from botspec.expressions import Names, parse_condition, parse_number
from botspec.expressions.indicators.catalog import DOCUMENTED, indicator
from botspec.expressions.steps import library_of
from botspec.market.panel import ActionKind, CorporateAction
from botspec.run import growing
from botspec.run.growing import GrowingSignals
from botspec.run.prepare import signals_for
from botspec.run.stepping import stepped
from botspec.run.view import Signals
from botspec.spec.words import Timeframe
from botspec.strategy.rules import Rules, SideRules
from tests.fakes.bots import a_bot, scripted
from tests.properties.random_bots import SYMBOLS, a_panel

if TYPE_CHECKING:
    from botspec.market.panel import Panel
    from botspec.pipeline import Pipeline

NO_BAR = 0.1


def bot_of(enter: str, leave: str = "close < open", short: str | None = None, rank: str | None = None) -> Pipeline:
    rules = Rules(
        SideRules(parse_condition(enter, Names()), parse_condition(leave, Names())),
        None if short is None else SideRules(parse_condition(short, Names()), parse_condition(leave, Names())),
        None if rank is None else parse_number(rank, Names()),
    )
    return replace(a_bot(scripted(1, len(SYMBOLS), {}), symbols=SYMBOLS), strategy=rules)


def columns(signals: Signals) -> list[np.ndarray]:
    sides = [side for side in (signals.long, signals.short) if side is not None]
    found = [signals.rank, *(column for side in sides for column in (side.entry, side.exit, side.since))]
    return [*found, *signals.numbers.values()]


def agrees(bot: Pipeline, panel: Panel, start: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Grown row by row from `start` on, beside the whole; the slow way is not there to help."""
    signals = GrowingSignals(bot)
    signals.of(panel.upto(start))
    monkeypatch.setattr(growing, "signals_for", None)
    for rows in range(start + 1, len(panel) + 1):
        grown = signals.of(panel.upto(rows))
    whole = signals_for(bot, panel)
    for ours, theirs in zip(columns(grown), columns(whole), strict=True):
        assert np.array_equal(ours[start:], theirs[start:], equal_nan=ours.dtype == np.float64)


RULES = {
    "plain": ("close > open and volume > 100", "close < open"),
    "averages": ("ema(close, 5) > sma(close, 9) and rma(close, 4) < close * 1.01", "wma(close, 5) > dema(close, 4)"),
    "strength": (
        "rsi(close, 2) < 40",
        "rsi(close, 3) > 60 or rsi(open, 4) > 70",
    ),
    "nested": ("sma(rsi(close, 3), 4) < 50", "ema(sma(close, 3), 3) > close"),
    "ago": ("close > close[1] and close[1] > close[3]", "highest(close, 3)[1] < close"),
    "crosses": ("crosses_above(close, sma(close, 4))", "crosses_below(close, ema(close, 4))"),
    "several": ("macd(close, 3, 6, 3).histogram > 0", "close > bbands(close, 5, 2).upper or atr(4) > close * 0.02"),
    "chosen": ("if_else(close > open, high, low) > sma(close, 3)", "abs(close - open) > 0.2 and not close > 1000"),
    "extremes": ("close >= highest(high, 5)", "close <= lowest(low, 5) or roc(close, 2) > 3"),
}


@pytest.mark.parametrize("gaps", [0.0, NO_BAR], ids=["whole", "gaps"])
@pytest.mark.parametrize("name", RULES)
def test_steps_are_the_whole(name: str, gaps: float, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = a_panel(5, Timeframe.MINUTES_30, 12, gaps, keep_rows=True)
    panel = replace(panel, actions=())
    agrees(bot_of(*RULES[name], short="close < sma(close, 5)", rank="roc(close, 2)"), panel, 40, monkeypatch)


@pytest.mark.parametrize("start", [2, 5, 9])
def test_what_is_not_warmed_up_yet_becomes_it(start: int, monkeypatch: pytest.MonkeyPatch) -> None:
    panel = replace(a_panel(6, Timeframe.MINUTES_30, 5, NO_BAR, keep_rows=True), actions=())
    agrees(bot_of("sma(close, 7) > ema(close, 5)", "rsi(close, 4) > 50"), panel, start, monkeypatch)


def steppable() -> list[str]:
    found = (indicator(name) for name in sorted(DOCUMENTED))
    return [each.name for each in found if library_of(each, each.usual_settings) is not None]


def test_most_indicators_are_stepped() -> None:
    assert len(steppable()) > 40


@pytest.mark.parametrize("name", steppable())
def test_every_indicator_that_is_stepped_gives_the_same_bits(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    call = indicator(name).example
    panel = replace(a_panel(7, Timeframe.MINUTES_30, 16, 0.05, keep_rows=True), actions=())
    agrees(bot_of(f"{call} > 0", rank=call), panel, len(panel) - 12, monkeypatch)


def test_what_looks_elsewhere_or_back_through_a_split_is_computed_whole() -> None:
    panel = replace(a_panel(8, Timeframe.MINUTES_30, 5, 0.0, keep_rows=True), actions=())
    for rule in ("since(close > open) > 2", f"{SYMBOLS[1]}.close > close"):
        try:
            bot = bot_of(rule)
        except Exception:  # noqa: BLE001, S112
            continue
        assert stepped(bot, panel, signals_for(bot, panel)) is None
    bot = bot_of("close > open")
    assert stepped(bot, panel, signals_for(bot, panel)) is not None
    split = CorporateAction(SYMBOLS[0], date(2024, 1, 2), ActionKind.SPLIT, Decimal(2))
    assert stepped(bot, replace(panel, actions=(split,)), signals_for(bot, panel)) is None


def test_what_a_step_gets_wrong_is_never_used() -> None:
    panel = replace(a_panel(9, Timeframe.MINUTES_30, 5, 0.0, keep_rows=True), actions=())
    bot = bot_of("close > open")
    known = signals_for(bot, panel)
    known.long.entry[-1, 0] = 1 - known.long.entry[-1, 0]
    assert stepped(bot, panel, known) is None


@pytest.mark.parametrize("split", [False, True], ids=["two rows at once", "a split"])
def test_where_steps_cannot_tell_the_whole_is_computed_from_then_on(*, split: bool) -> None:
    panel = replace(a_panel(10, Timeframe.MINUTES_30, 6, NO_BAR, keep_rows=True), actions=())
    bot = bot_of("sma(close, 7) > ema(close, 5)", "rsi(close, 4) > 50", short="close < sma(close, 5)")
    at = int(np.searchsorted(panel.session, panel.session[-1]))
    actions = (CorporateAction(SYMBOLS[0], date.fromordinal(int(panel.session[at])), ActionKind.SPLIT, Decimal(2)),)
    later = replace(panel, actions=actions * split)
    seen = [panel.upto(at - 2), panel.upto(at - 1), *map(later.upto, range(at + (not split), len(panel) + 1))]
    signals = GrowingSignals(bot)
    for known in seen:
        grown = signals.of(known)
    for ours, theirs in zip(columns(grown), columns(signals_for(bot, seen[-1])), strict=True):
        assert np.array_equal(ours[at:], theirs[at:], equal_nan=ours.dtype == np.float64)
