"""A run may ask for less than the reviewed spec, never for more."""

from __future__ import annotations

from pathlib import Path

import pytest

from botspec.compiler.compile import compile_spec
from botspec.compiler.narrow import CannotNarrow, only_symbols, tightened
from botspec.pipeline import Pipeline
from tests.unit.compiler.specs import context

LIMITS = (
    "limits: {max_position: 35%, max_open_positions: 3}",
    "limits: {max_position: 35%, max_open_positions: 3, max_order_notional: 40000 USD, max_orders_per_minute: 10}",
)


@pytest.fixture
def bot() -> Pipeline:
    return compile_spec(context(LIMITS), Path())


def written(bot: Pipeline) -> list[str]:
    return [str(part) for part in (*bot.limits, *bot.guards)]


def test_a_subset_keeps_the_order_of_the_spec(bot: Pipeline) -> None:
    fewer = only_symbols(bot, ["IBM", "AAPL"])

    assert fewer.symbols == ("AAPL", "IBM")
    assert fewer.narrowed == ("--symbols AAPL,IBM",)
    assert fewer.digest == bot.digest
    assert fewer.feed_symbols == ("AAPL", "IBM")
    assert only_symbols(bot, ["GOOG"]).feed_symbols == ("GOOG", "IBM")  # the benchmark is still loaded


def test_all_symbols_is_nothing_narrowed(bot: Pipeline) -> None:
    assert only_symbols(bot, ["IBM", "GOOG", "MSFT", "AAPL"]) is bot


@pytest.mark.parametrize(
    ("symbol", "message"),
    [
        ("APPL", "--symbols APPL: not in the spec's universe; did you mean AAPL?"),
        ("ZZZZZZ", "--symbols ZZZZZZ: not in the spec's universe; it has AAPL, MSFT, GOOG, IBM"),
    ],
)
def test_another_symbol_is_refused_with_a_hint(bot: Pipeline, symbol: str, message: str) -> None:
    with pytest.raises(CannotNarrow) as refused:
        only_symbols(bot, ["AAPL", symbol])
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("asked", "before", "after"),
    [
        ("max_position=20%", "max_position 35%", "max_position 20%"),
        ("max_position=35%", "max_position 35%", "max_position 35%"),
        ("max_order_notional=39999.99 USD", "max_order_notional 40000 USD", "max_order_notional 39999.99 USD"),
        ("max_open_positions=1", "max_open_positions 3", "max_open_positions 1"),
        ("max_orders_per_minute=9", "max_orders_per_minute 10", "max_orders_per_minute 9"),
        ("daily_loss=1%", "daily_loss 2%: halt, release 3d", "daily_loss 1%: halt, release 3d"),
        (
            "drawdown=7.5%",
            "drawdown 8% from peak: flatten, release manual",
            "drawdown 7.5% from peak: flatten, release manual",
        ),
    ],
)
def test_stricter_changes_that_one_thing(bot: Pipeline, asked: str, before: str, after: str) -> None:
    tight = tightened(bot, asked)

    assert before in written(bot)
    assert written(tight) == [after if part == before else part for part in written(bot)]
    assert tight.narrowed == (f"--tighten {asked}",)
    assert tight.digest == bot.digest


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("max_position=35.1%", "the spec says max_position 35%; a run may only be stricter, in the same unit"),
        ("max_position=100 USD", "a run may only be stricter, in the same unit"),
        ("max_position=1 shares", "a run may only be stricter, in the same unit"),
        ("max_order_notional=40000.01 USD", "a run may only be stricter"),
        ("max_open_positions=4", "the spec says max_open_positions 3"),
        ("max_orders_per_minute=11", "a run may only be stricter"),
        ("daily_loss=2.01%", "the spec says daily_loss 2%: halt, release 3d; a run may only be stricter"),
        ("drawdown=9%", "a run may only be stricter"),
        ("daily_loss=100 USD", "write a percentage, such as 1%"),
        ("daily_loss=0%", "write a percentage, such as 1%"),
        ("daily_loss=-1%", "write a percentage, such as 1%"),
        ("daily_loss=nan%", "write a percentage, such as 1%"),
        ("max_position=plenty", "'plenty' is not a value of max_position"),
        ("max_position=0%", "'0%' is not a value of max_position"),
        ("max_open_positions=0", "'0' is not a value of max_open_positions"),
        ("max_open_positions=-1", "'-1' is not a value of max_open_positions"),
        ("max_open_positions=true", "'true' is not a value of max_open_positions"),
        ("capital=1 USD", "'capital' cannot be changed"),
        ("daily_loss", "write NAME=VALUE, such as daily_loss=1%"),
        ("daily_loss=", "write NAME=VALUE, such as daily_loss=1%"),
        ("dayly_loss=1%", "the spec has no limit or guard 'dayly_loss'; it has daily_loss, drawdown, max_position"),
    ],
)
def test_anything_else_is_refused(bot: Pipeline, asked: str, words: str) -> None:
    with pytest.raises(CannotNarrow, match=f"^--tighten {asked}: ") as refused:
        tightened(bot, asked)
    assert words in str(refused.value)


def test_of_a_least_more_is_stricter() -> None:
    bot = compile_spec(context(("limits: {max_position: 35%", "limits: {min_cash: 10%, max_leverage: 1")), Path())

    assert str(tightened(bot, "min_cash=20%").limits[1]) == "min_cash 20%"
    assert str(tightened(bot, "max_leverage=0.5").limits[2]) == "max_leverage 0.5"
    for asked in ("min_cash=5%", "min_cash=100 USD", "max_leverage=1.5"):
        with pytest.raises(CannotNarrow, match="a run may only be stricter"):
            tightened(bot, asked)


def test_of_two_guards_of_a_kind_the_named_one_is_tightened() -> None:
    second = "    - {kind: drawdown, limit: 15%, from: start, action: halt, release: manual}\nschedule"
    bot = compile_spec(context(("schedule", second)), Path())
    tight = tightened(bot, "drawdown_2=10%")

    assert [(guard.name, guard.limit) for guard in tight.guards] == [
        ("daily_loss", 0.02),
        ("drawdown", 0.08),
        ("drawdown_2", 0.1),
    ]


def test_one_after_the_other(bot: Pipeline) -> None:
    tight = tightened(tightened(only_symbols(bot, ["AAPL"]), "daily_loss=1%"), "daily_loss=0.5%")

    assert tight.narrowed == ("--symbols AAPL", "--tighten daily_loss=1%", "--tighten daily_loss=0.5%")
    with pytest.raises(CannotNarrow):
        tightened(tight, "daily_loss=0.9%")
