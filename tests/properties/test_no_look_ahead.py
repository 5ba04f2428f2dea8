"""Whatever happens after a row changes no journal row up to it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from botspec.domain.rows import ColumnsRow, EndedRow, FillRow, OrderRow, QualityRow, Row, SpecRow
from botspec.exchange.fees.alpaca import Alpaca
from botspec.expressions import Names, parse_condition, parse_number
from botspec.market.moments import moment
from botspec.spec.words import Timeframe
from botspec.strategy.rules import Rules, SideRules
from tests.fakes.bots import a_bot, a_guard, limit_order, scripted
from tests.fakes.trials import trial
from tests.properties.random_bots import SYMBOLS, a_panel, changed_after

if TYPE_CHECKING:
    from datetime import datetime

    from botspec.market.panel import Panel
    from botspec.pipeline import Pipeline

ABOUT_THE_WHOLE = (SpecRow, QualityRow, ColumnsRow, EndedRow)


def dip_buyer(**given: object) -> Pipeline:
    """Rules with look-back, a price rule, a rank, both guards and fees."""
    names = Names({"depth": Decimal("0.99")})
    rules = Rules(
        SideRules(
            parse_condition("close < sma(close, 3) * depth", names),
            parse_condition("close > highest(high, 2)[1] or rsi(close, 2) > 80", names),
        ),
        SideRules(
            parse_condition("close > sma(close, 3) * 1.01", names),
            parse_condition("close < lowest(low, 2)[1]", names),
        ),
        parse_number("roc(close, 2)", names),
    )
    bot = a_bot(
        scripted(0, 3),
        SYMBOLS,
        fees=Alpaca(),
        guards=(
            a_guard("daily_loss", "1%", "block_entries", {"after": "2d"}),
            a_guard("drawdown", "3%", "flatten", "next_session"),
        ),
        **given,
    )
    return replace(bot, strategy=rules)


def written_by(bot: Pipeline, panel: Panel, until: datetime, *, fast: bool) -> tuple[list[Row], dict[str, bytes]]:
    done = trial(bot, panel, fast=fast)
    rows = [row for row in done.journal.rows() if not isinstance(row, ABOUT_THE_WHOLE) and _by(row, until)]
    columns = done.journal.columns()
    known = int((columns["closed_at"] <= int(until.timestamp()) * 10**9).sum())
    return rows, {name: column[:known].tobytes() for name, column in columns.items()}


def _by(row: Row, until: datetime) -> bool:
    """The next bar may open at that very moment, and fill what was sent then."""
    return row.at < until or (row.at == until and not isinstance(row, (OrderRow, FillRow)))


@pytest.mark.parametrize("fast", [True, False], ids=["jumping", "walking"])
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 2**32),
    timeframe=st.sampled_from([Timeframe.DAY, Timeframe.MINUTES_30]),
    row=st.integers(10, 24),
    limited=st.booleans(),
)
def test_the_future_changes_nothing_before_it(
    seed: int, timeframe: Timeframe, row: int, *, limited: bool, fast: bool
) -> None:
    entry = {"entry": limit_order("close * 0.995", "gtc")} if limited else {}
    bot = dip_buyer(timeframe=timeframe, **entry)
    panel = a_panel(seed, timeframe, 28 if timeframe.daily else 2, 0.1)
    other = changed_after(panel, row, seed + 7)
    until = moment(int(panel.closed_at[row]))

    assert written_by(bot, panel, until, fast=fast) == written_by(bot, other, until, fast=fast)


def test_enough_is_written_for_that_to_mean_something() -> None:
    panel = a_panel(3, Timeframe.DAY, 28, 0.1)
    rows, _ = written_by(dip_buyer(), panel, moment(int(panel.closed_at[24])), fast=True)

    assert {"intent", "fill", "trip", "decision"} <= {row.kind for row in rows}
