"""Rules on the bar so far: walked, jumped and live alike, and nothing after the moment is seen."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from botspec.domain.values import Duration
from botspec.expressions import Names, parse_condition, parse_number
from botspec.market.moments import moment
from botspec.spec.decide import Decision
from botspec.spec.words import Decide, Submit, Timeframe
from botspec.strategy.rules import Rules, SideRules
from tests.fakes.alike import story
from tests.fakes.trials import trial
from tests.fakes.world import World
from tests.properties.random_bots import NO_BAR, a_panel, changed_after
from tests.properties.test_no_look_ahead import dip_buyer, written_by

if TYPE_CHECKING:
    from botspec.market.panel import Panel
    from botspec.pipeline import Pipeline

HALF_HOUR, HOUR = Duration(1800, "30m"), Duration(3600, "60m")
decisions = st.sampled_from([Decision(Decide.EVERY, HALF_HOUR), Decision(Decide.EVERY, HOUR)])
decisions |= st.just(Decision(Decide.BEFORE_CLOSE, HALF_HOUR))
RARELY = settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def a_bot_in_between(decide: Decision, panel: Panel) -> Pipeline:
    """Daily rules; the run goes by the half hours of `panel`."""
    bot = dip_buyer(timeframe=Timeframe.DAY, submit=Submit.NOW)
    rules = Rules(
        side("close < sma(close, 3)", "close > highest(high, 2)[1]"),
        side("close > open * 1.02", "close < sma(close, 2)"),
        parse_number("roc(close, 1)", Names()),
    )
    bot = replace(bot, decide=decide, strategy=rules)
    assert bot.pace is Timeframe.MINUTES_30
    assert panel.closed_at[1] - panel.opened_at[1] == 1800 * 10**9
    return bot


def side(enter: str, leave: str) -> SideRules:
    return SideRules(parse_condition(enter, Names()), parse_condition(leave, Names()))


@RARELY
@given(seed=st.integers(0, 2**32), decide=decisions, gaps=st.booleans())
def test_walked_jumped_and_live_are_the_same(seed: int, decide: Decision, gaps: bool) -> None:  # noqa: FBT001
    panel = a_panel(seed, Timeframe.MINUTES_30, 9, NO_BAR if gaps else 0.0, keep_rows=True)
    bot = a_bot_in_between(decide, panel)
    walked, jumped = (trial(bot, panel, 13, fast=fast) for fast in (False, True))
    world = World(bot, panel, 13)

    assert world.live() == "data_end"
    assert list(jumped.journal.rows()) == list(walked.journal.rows())
    for ours, theirs in zip_longest(story(world.rows), story(list(walked.journal.rows()))):
        assert ours == theirs


@pytest.mark.parametrize("fast", [True, False], ids=["jumping", "walking"])
@RARELY
@given(seed=st.integers(0, 2**32), decide=decisions, row=st.integers(30, 110))
def test_the_future_changes_nothing_before_it(fast: bool, seed: int, decide: Decision, row: int) -> None:  # noqa: FBT001
    panel = a_panel(seed, Timeframe.MINUTES_30, 9, 0.0)
    bot = a_bot_in_between(decide, panel)
    row = min(row, len(panel) - 2)
    until = moment(int(panel.closed_at[row]))

    assert written_by(bot, panel, until, fast=fast) == written_by(
        bot, changed_after(panel, row, seed), until, fast=fast
    )


def test_it_trades_at_all() -> None:
    panel = a_panel(1, Timeframe.MINUTES_30, 9, 0.0)
    for decide in (Decision(Decide.EVERY, HALF_HOUR), Decision(Decide.BEFORE_CLOSE, HALF_HOUR)):
        assert trial(a_bot_in_between(decide, panel), panel, 13).fills
