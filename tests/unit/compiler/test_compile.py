"""A checked spec becomes exactly the pipeline it describes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from botspec.compiler.compile import compile_spec
from botspec.domain.guards import Action
from botspec.domain.modes import Mode
from botspec.domain.orders import OrderType, TimeInForce
from botspec.domain.values import Duration
from botspec.execution.policy import OrderPolicy, Policies
from botspec.pipeline import Pipeline
from botspec.spec.words import Source, Submit, Timeframe
from tests.unit.compiler.specs import context


def compiled(*edits: tuple[str, str]) -> Pipeline:
    return compile_spec(context(*edits), Path("/bots"))


def test_every_part_of_the_spec_is_there() -> None:
    bot = compiled()

    assert (bot.bot, bot.mode, bot.symbols, bot.benchmark) == (
        "dip-buyer",
        Mode.BACKTEST,
        ("AAPL", "MSFT", "GOOG", "IBM"),
        "IBM",
    )
    assert bot.feed_symbols == bot.symbols
    assert (bot.data.source, bot.data.timeframe, bot.data.path) == (Source.SAMPLE, Timeframe.DAY, None)
    assert bot.submit is Submit.AFTER_OPEN
    assert bot.sizing.quantity(Decimal(10_000), Decimal(100)) == 30
    assert (bot.simulation.first, bot.simulation.last) == (date(2007, 1, 3), date(2010, 12, 31))
    assert bot.narrowed == ()


def test_the_last_of_a_period_and_the_heartbeat() -> None:
    bot = compiled(("{from: 2007-01-03, to: 2010-12-31}", "{last: 2y}"), ("after_open}", "after_open, heartbeat: 30s}"))

    assert (bot.simulation.first, bot.simulation.last, bot.simulation.span) == (None, None, timedelta(days=730))
    assert bot.heartbeat == timedelta(seconds=30)
    assert compiled().heartbeat == timedelta(seconds=60)


def test_no_guard_on_purpose_is_no_guard() -> None:
    drawdown = "    - {kind: drawdown, limit: 8%, from: peak, action: flatten, release: manual}\n"
    daily = "{kind: daily_loss, limit: 2%, action: halt, release: {after: 3d}}"

    assert compiled((drawdown, ""), (daily, "{kind: none, because: a trial}")).guards == ()


def test_limits_are_the_specs_in_its_order_after_the_one_every_bot_has() -> None:
    assert [str(limit) for limit in compiled().limits] == [
        "capital (own cash only)",
        "max_position 35%",
        "max_open_positions 3",
    ]


def test_guards_with_their_action_release_and_own_names() -> None:
    again = "    - {kind: daily_loss, limit: 4%, action: flatten, release: next_session}\nschedule"
    guards = compiled(("schedule", again)).guards

    assert [(guard.name, guard.limit, guard.action, guard.release) for guard in guards] == [
        ("daily_loss", 0.02, Action.HALT, Duration(259_200, "3d")),
        ("drawdown", 0.08, Action.FLATTEN, "manual"),
        ("daily_loss_2", 0.04, Action.FLATTEN, "next_session"),
    ]


def test_a_renamed_bot_keeps_the_id_that_orders_and_journal_hang_on() -> None:
    before, after = compiled(), compiled(("id: dip-buyer", "id: dips\nmoved: {from: dip-buyer}"))

    assert (after.bot, after.name) == ("dip-buyer", "dips")
    assert (before.bot, before.name) == ("dip-buyer", "")
    assert after.prefix == before.prefix


def test_orders_are_market_day_unless_said() -> None:
    bot = compiled()
    assert bot.entry == bot.exit == Policies.both(OrderPolicy(OrderType.MARKET, TimeInForce.DAY, None))


def test_a_limit_policy_carries_its_rule_and_the_warm_up_it_needs() -> None:
    entry = (
        "entry: {type: market, time_in_force: day}",
        "entry: {type: limit, time_in_force: gtc, price: 'sma(close, 90)'}",
    )
    bot = compiled(entry)

    assert (bot.entry.long.type, bot.entry.long.time_in_force) == (OrderType.LIMIT, TimeInForce.GTC)
    assert bot.entry.long.price is not None
    assert bot.entry.long.price.text == "sma(close, 90)"
    assert bot.exit.long.type is OrderType.MARKET
    assert bot.warmup >= 89
    assert bot.warmup >= compiled().warmup


def test_the_capital_is_the_specs_or_the_whole_account() -> None:
    whole = compiled()
    own = compiled(("universe:", "capital: 25000 USD\nuniverse:"), ("simulation:", "simulation:\n  cash: 60000 USD"))

    assert (own.capital, own.whole_account, own.simulation.cash) == (Decimal(25_000), False, Decimal(60_000))
    assert (whole.capital, whole.whole_account) == (whole.simulation.cash, True)


def test_a_relative_path_starts_from_the_specs_folder() -> None:
    bot = compiled(("data: {source: sample,", "data: {source: files, path: bars,"))
    assert bot.data.path == Path("/bots/bars")


def test_the_digest_follows_what_is_reviewed_and_names_the_orders() -> None:
    one, same, other = compiled(), compiled(("id: dip", "description: Words.\nid: dip")), compiled(("2%", "3%"))

    assert one.digest == same.digest != other.digest
    assert one.prefix == other.prefix


def test_a_spec_with_broken_rules_is_not_compiled() -> None:
    with pytest.raises(ValueError, match="broken rules"):
        compile_spec(replace(context(), rules=None), Path())
