"""What is shown is what the spec comes to: rules with their history, the bars, the bounds in USD, the moments."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from botspec.app.rewriting import SpecUnreadable
from botspec.app.show import Shown, show
from botspec.compiler.check import check
from botspec.compiler.digest import behaviour_digest, digest
from botspec.compiler.resolve import resolve
from botspec.compiler.summary import summarize
from tests.unit.compiler.specs import RIGHT


def shown(tmp_path: Path, *edits: tuple[str, str]) -> Shown:
    text = RIGHT
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    (tmp_path / "a.yaml").write_text(text)
    return show(tmp_path / "a.yaml")


def bounds(found: Shown) -> dict[str, Decimal | None]:
    return {bound.what: bound.usd for bound in found.worst_case}


def test_it_says_who_the_bot_is(tmp_path: Path) -> None:
    found = shown(tmp_path)
    context = check("a.yaml", RIGHT.encode()).context
    assert context is not None
    resolved = resolve(context)

    assert (found.bot, found.mode, found.account) == ("dip-buyer", "backtest", "main")
    assert (found.digest, found.behaviour_digest) == (digest(resolved), behaviour_digest(resolved))
    assert found.summary == summarize(context)
    assert (found.symbols, found.benchmark, found.notes) == (("AAPL", "MSFT", "GOOG", "IBM"), "IBM", ())


def test_rules_are_told_as_understood_with_their_history(tmp_path: Path) -> None:
    found = {rule.name: rule for rule in shown(tmp_path).rules}

    assert list(found) == ["let.strength", "long.enter", "long.exit", "rank"]
    assert (found["let.strength"].written, found["let.strength"].understood) == (
        "rsi(close, 14)",
        "rsi(close, period=14)",
    )
    assert (found["long.enter"].lookback, found["long.enter"].warmup) == (14, 139)
    assert found["long.enter"].understood == "strength < 30"


def test_a_price_is_a_rule_too(tmp_path: Path) -> None:
    found = shown(tmp_path, ("{type: market, time_in_force: day}", "{type: limit, price: close * 0.99}"))

    assert found.rules[-1].name == "orders.entry.price"
    assert found.orders == ("entry: limit order, day at its price rule", "exit: market order, day")


def test_the_bars_it_needs(tmp_path: Path) -> None:
    data = shown(tmp_path).data

    assert (data.source, data.timeframe, data.warmup) == ("sample", "1Day", 139)
    assert (data.first, data.last) == (date(2007, 1, 3), date(2010, 12, 31))
    assert data.since == date(2006, 6, 14)  # 139 sessions before


def test_bars_without_a_period_are_those_of_the_sample_or_not_known(tmp_path: Path) -> None:
    period = "simulation:\n  period: {from: 2007-01-03, to: 2010-12-31}\n"
    universe = "{symbols: [AAPL, MSFT, GOOG, IBM], benchmark: IBM}"
    fb = shown(tmp_path, (period, ""), (universe, "{symbols: [FB]}"), (", max_open_positions: 3", "")).data
    files = shown(tmp_path, (period, ""), ("source: sample", "source: files, path: bars")).data

    assert (fb.first, fb.last) == (date(2012, 5, 18), date(2013, 3, 1))
    assert (files.first, files.last, files.since) == (None, None, None)


def test_intraday_warm_up_is_counted_in_sessions(tmp_path: Path) -> None:
    edits = (("source: sample, timeframe: 1Day", "source: files, path: bars, timeframe: 1Hour"), ("after_open", "now"))
    found = shown(tmp_path, *edits)

    assert found.data.since == date(2006, 12, 1)  # 139 bars are 20 sessions of 7
    assert [moment.when for moment in found.moments] == [
        "each 1Hour bar's close of the regular session (New York)",
        "each session's official close",
    ]


def test_daily_moments_are_the_open_and_the_close(tmp_path: Path) -> None:
    opening, closing = shown(tmp_path).moments

    assert opening.when.startswith("each session's open (09:30 New York)")
    assert "sized with the opening price, checked against the limits" in opening.what
    assert closing.what.endswith("the rules decide for the next open")


@pytest.mark.parametrize(
    ("edits", "position", "gross"),
    [
        ((), "30600", "91800"),
        ((("max_position: 35%", "max_position: 31%"),), "30600", "91800"),
        ((("percent: 30%", "percent: 40%"), ("max_position: 35%", "max_position: 45%")), "40800", "100000"),
        ((("35%", "35%, max_order_notional: 31000 USD"),), "30600", "91800"),
        ((("max_position: 35%", "max_position: 100 shares"),), "30600", "91800"),
        ((("max_open_positions: 3", "max_open_positions: 1"),), "30600", "30600"),
        ((("mode: backtest", "mode: backtest\ncapital: 50000 USD"),), "15300", "45900"),
        ((("{kind: percent_of_equity, percent: 30%}", "{kind: fixed_notional, notional: 2000 USD}"),), "2040", "6120"),
        ((("{kind: percent_of_equity, percent: 30%}", "{kind: equal_weight, positions: 4}"),), "25500", "76500"),
        ((("{kind: percent_of_equity, percent: 30%}", "{kind: fixed_shares, shares: 10 shares}"),), "35000", "100000"),
        ((("max_open_positions: 3", "max_gross_exposure: 50%"),), "30600", "50000"),
    ],
)
def test_the_most_it_can_hold(tmp_path: Path, edits: tuple[tuple[str, str], ...], position: str, gross: str) -> None:
    found = bounds(shown(tmp_path, *edits))

    assert found["most put into one symbol"] == Decimal(position)
    assert found["most put in at once"] == found["most that can be lost"] == Decimal(gross)


def test_what_guards_let_it_lose(tmp_path: Path) -> None:
    found = shown(tmp_path)
    lost = {bound.what: (bound.usd, bound.by) for bound in found.worst_case if bound.what.startswith("lost when")}

    assert lost == {
        "lost when daily_loss trips": (Decimal(2000), "2%, then halt"),
        "lost when drawdown trips": (Decimal(8000), "8%, then flatten"),
    }


def test_a_short_position_has_no_bound(tmp_path: Path) -> None:
    found = shown(tmp_path, ("  rank:", "  short: {enter: strength > 80, exit: strength < 50}\n  rank:"))

    assert bounds(found)["most that can be lost"] is None
    assert "short.enter" in {rule.name for rule in found.rules}


def test_a_strategy_without_rules_has_none_to_show(tmp_path: Path) -> None:
    text = RIGHT[: RIGHT.index("strategy:")] + "strategy: {kind: target_weights, weights: {AAPL: 60%}}\n"
    text += RIGHT[RIGHT.index("risk:") :]
    (tmp_path / "a.yaml").write_text(text)
    found = show(tmp_path / "a.yaml")

    assert (found.rules, found.data.warmup) == ((), 0)
    assert bounds(found)["most put into one symbol"] == 35000


def test_the_whole_account_is_not_known_before(tmp_path: Path) -> None:
    found = shown(tmp_path, ("mode: backtest", "mode: backtest\ncapital: whole_account"))

    assert set(bounds(found).values()) == {None}


def test_warnings_are_notes_and_errors_refuse(tmp_path: Path) -> None:
    warned = shown(tmp_path, ("params: {oversold: 30}", "params: {oversold: 30, idle: 1}"))
    assert warned.notes == ("warning: no rule uses 'idle' [BS309]",)

    with pytest.raises(SpecUnreadable) as refused:
        shown(tmp_path, ("30%", "0.3"))
    assert [found.code for found in refused.value.checked.findings] == ["BS104"]
