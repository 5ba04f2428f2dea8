"""Each check on both sides of its line. What is said is in the golden pairs of tests/specs."""

from __future__ import annotations

import pytest

from tests.unit.compiler.specs import codes, judged

GUARDS = """  guards:
    - {kind: daily_loss, limit: 2%, action: halt, release: {after: 3d}}
    - {kind: drawdown, limit: 8%, from: peak, action: flatten, release: manual}
"""
FLATTEN = "    - {kind: drawdown, limit: 8%, from: peak, action: flatten, release: manual}\n"
PAPER = (("mode: backtest", "mode: paper\ncapital: 25000 USD"), ("source: sample", "source: alpaca"))
FILES = (("source: sample", "source: files, path: bars"),)
INTRADAY = (("source: sample, timeframe: 1Day", "source: files, path: bars, timeframe: 5Min"), ("after_open", "now"))
Edits = tuple[tuple[str, str], ...]

CASES: list[tuple[str, Edits, list[str]]] = [
    ("a right spec", (), []),
    ("paper", PAPER, []),
    ("intraday", INTRADAY, []),
    ("no submit on daily bars", (("schedule: {submit: after_open}\n", ""),), ["BS301"]),
    ("a schedule without submit", (("{submit: after_open}", "{session: regular}"),), ["BS301"]),
    ("now on daily bars", (("after_open", "now"),), ["BS501"]),
    ("now on the daily bar so far", (*FILES, ("submit: after_open", "decide: {every: 1m}, submit: now")), []),
    ("after the open on the bar so far", (*FILES, ("{submit", "{decide: {every: 1m}, submit")), ["BS302"]),
    ("after_open on intraday bars", (*INTRADAY, ("submit: now", "submit: after_open")), ["BS302"]),
    ("no schedule on intraday bars", (*INTRADAY, ("schedule: {submit: now}\n", "")), []),
    ("limit without price", (("type: market", "type: limit"),), ["BS303"]),
    ("price without limit", (("type: market", "type: market, price: close"),), ["BS303"]),
    ("limit with price", (("type: market", "type: limit, price: close * 0.99"),), []),
    ("size at the limit", (("percent: 30%", "percent: 34.31%"),), []),
    ("size above the limit with the collar", (("percent: 30%", "percent: 34.32%"),), ["BS304"]),
    ("no collar on limit orders", (("percent: 30%", "percent: 35%"), ("market", "limit, price: close")), []),
    ("all of the cash", (("percent: 30%", "percent: 100%"), ("max_position: 35%, ", "")), ["BS304"]),
    ("nearly all of the cash", (("percent: 30%", "percent: 98%"), ("max_position: 35%, ", "")), []),
    ("money limit", (("max_position: 35%", "max_order_notional: 30000 USD"),), ["BS304"]),
    ("money limit with room", (("max_position: 35%", "max_order_notional: 30600 USD"),), []),
    ("money limit against capital", (*PAPER, ("max_position: 35%", "max_order_notional: 8000 USD")), []),
    ("limit in shares", (("max_position: 35%", "max_position: 10 shares"),), []),
    ("as many positions as symbols", (("max_open_positions: 3", "max_open_positions: 4"),), []),
    ("more positions than symbols", (("max_open_positions: 3", "max_open_positions: 5"),), ["BS305"]),
    ("no guard", ((GUARDS, ""),), ["BS402"]),
    ("no guard on paper", (*PAPER, (GUARDS, "")), ["BS401"]),
    ("a halt alone", ((FLATTEN, ""),), ["BS403"]),
    ("a guard at 100%", (("limit: 8%", "limit: 100%"),), ["BS312"]),
    ("a guard at 99%", (("limit: 8%", "limit: 99%"),), []),
    ("a release of an hour on daily bars", (("after: 3d", "after: 23h"),), ["BS404"]),
    ("a release of a day on daily bars", (("after: 3d", "after: 24h"),), []),
    ("a release of 5 minutes on 5-minute bars", (*INTRADAY, ("after: 3d", "after: 5m")), []),
    ("a release of 4 minutes on 5-minute bars", (*INTRADAY, ("after: 3d", "after: 4m")), ["BS404"]),
    ("paper without capital", (*PAPER, ("\ncapital: 25000 USD", "")), ["BS406"]),
    ("paper with the whole account", (*PAPER, ("25000 USD", "whole_account")), []),
    ("more capital than cash", (("mode: backtest", "mode: backtest\ncapital: 100001 USD"),), ["BS316"]),
    ("all of the cash as capital", (("mode: backtest", "mode: backtest\ncapital: 100000 USD"),), []),
    ("more capital on paper", (*PAPER, ("25000 USD", "100001 USD")), []),
    ("paper on the sample", (("mode: backtest", "mode: paper\ncapital: 25000 USD"),), ["BS313"]),
    ("simulate on Alpaca's bars", (("backtest", "simulate"), ("sample", "alpaca")), ["BS313"]),
    ("backtest on Alpaca's bars", (("sample", "alpaca"),), []),
    ("no mode on Alpaca's bars", (("mode: backtest\n", ""), ("sample", "alpaca")), []),
    ("files without a path", (("sample", "files"),), ["BS314"]),
    ("a path for the sample", (("source: sample", "source: sample, path: bars"),), ["BS314"]),
    ("a feed for the sample", (("source: sample", "source: sample, feed: {live: sip}"),), ["BS314"]),
    ("a symbol twice", (("GOOG, IBM]", "GOOG, AAPL]"),), ["BS206"]),
    ("a symbol the sample lacks", (("GOOG, IBM]", "GOOG, TSLA]"),), ["BS202"]),
    ("a benchmark the sample lacks", (("benchmark: IBM", "benchmark: SPY"),), ["BS202"]),
    ("intraday bars of the sample", (("1Day", "1Hour"), ("after_open", "now")), ["BS202"]),
    (
        "a period that starts too early",
        (("2007-01-03", "1999-01-04"), ("AAPL, MSFT, GOOG, ", ""), (", max_open_positions: 3", "")),
        ["BS205"],
    ),
    ("a period that ends too late", (("2010-12-31", "2013-03-02"),), ["BS205"]),
    ("a symbol without bars in the period", (("GOOG", "FB"),), ["BS205"]),
    ("a period backwards", (("2007-01-03", "2011-01-03"),), ["BS310"]),
    ("a split inside", (("2007-01-03", "2005-02-25"),), []),
    ("a split on the first day", (("2007-01-03", "2005-02-28"),), []),
    ("splits of the whole sample", (("  period: {from: 2007-01-03, to: 2010-12-31}", "  cash: 5 USD"),), []),
    ("a warm-up longer than any history", (("rsi(close, 14)", "sma(close, 5000)"),), ["BS306"]),
    ("a warm-up longer than one history", (("rsi(close, 14)", "sma(close, 2000)"),), ["BS315"]),
    ("a warm-up that just fits", (("rsi(close, 14)", "sma(close, 1500)"),), []),
    ("an unused param", (("{oversold: 30}", "{oversold: 30, extra: 1}"),), ["BS309"]),
    ("an unused name", (("    strength:", "    extra: close\n    strength:"),), ["BS309"]),
    ("a param that a used name uses", (("rsi(close, 14)", "rsi(close, n)"), ("{oversold", "{n: 14, oversold")), []),
    (
        "a param that only an unused name uses",
        (("    strength:", "    x: close * n\n    strength:"), ("{over", "{n: 2, over")),
        ["BS309"] * 2,
    ),
    (
        "a param that only a price uses",
        (("market, time", "limit, price: close * n, time"), ("{over", "{n: 1, over")),
        [],
    ),
    ("exit is entry", (("strength > 55", "strength  <  oversold"),), ["BS307"]),
    ("a rule that never changes", (("strength > 55", "oversold > 55"),), ["BS308"]),
    ("a secret in a comment", (("mode: backtest", "mode: backtest # PKXXXXXXXXXXXXXXXXXX"),), ["BS405"]),
]


@pytest.mark.parametrize(("edits", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_check(edits: Edits, expected: list[str]) -> None:
    assert codes(*edits) == expected


def test_a_rule_over_two_keys_points_at_both() -> None:
    (found,) = judged(("percent: 30%", "percent: 40%")).findings

    assert found.where == "sizing.percent"
    assert [(related.label, related.span.line) for related in found.related] == [("the limit", 19)]


def test_the_secret_is_not_in_what_is_kept_for_showing() -> None:
    checked = judged(("id: dip-buyer", "id: dip-buyer # AKXXXXXXXXXXXXXXXXXX"))

    assert "AKX" not in checked.source.text
    assert "AKX" not in str(checked.findings)
