"""A pair by hand: 10,000 USD, 40 % long AAA, hedged by BBB; entered below 95, left above 100, on AAA's closes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from botspec.domain.rows import DecisionRow, DeniedRow
from botspec.expressions import Names, parse_condition, parse_number
from botspec.risk.limits.capital import Capital
from botspec.strategy.pair import Pair, PairParams
from tests.fakes.bots import a_bot, a_guard, a_limit, limit_order, stop_order, written_exits
from tests.fakes.market import NO_BAR, Bar, days
from tests.fakes.trials import Trial, trial


def bars(closes: str) -> list[Bar]:
    """Each opens at the close before; `-` is no bar."""
    found: list[Bar] = []
    last = 0.0
    for word in closes.split():
        if word == "-":
            found.append(NO_BAR)
            continue
        close = float(word)
        opening = last or close
        found.append((opening, max(opening, close), min(opening, close), close))
        last = close
    return found


def pair(ratio: str, **params: str) -> Pair:
    written = {"long": "AAA", "short": "BBB", "weight": "40%", "hedge_ratio": ratio, **params}
    enter, leave = "close < 95", "close > 100"
    read = PairParams.model_validate({**written, "enter": enter, "exit": leave})
    return Pair(read, parse_condition(enter, Names()), parse_condition(leave, Names()), parse_number(ratio, Names()))


def run(long: str, short: str, ratio: str = "1", **given: Any) -> Trial:
    strategy, exits = pair(ratio, **given.pop("params", {})), written_exits(given.pop("exits", {}))
    return trial(a_bot(strategy, ("AAA", "BBB"), exits=exits, **given), days({"AAA": bars(long), "BBB": bars(short)}))


def orders(done: Trial) -> list[tuple[str, str, str, int]]:
    return [(i.leg.value, i.request.side.value, i.request.symbol, int(i.request.quantity)) for i in done.intents]


Orders = list[tuple[str, str, str, int]]
IN = [("entry", "buy", "AAA", 44), ("entry", "sell", "BBB", 80)]  # 4,000 / 90 = 44.4; 4,000 / 50
OUT = [("exit", "sell", "AAA", 44), ("exit", "buy", "BBB", 80)]
UNWOUND = [("unwind", "sell", "AAA", 44), ("unwind", "buy", "BBB", 80)]
TABLE: list[tuple[str, str, str, dict[str, Any], Orders]] = [
    ("both in, and both out", "90 90 101 101", "50 50 50 50", {}, [*IN, *OUT]),
    ("out of both, whatever the short one did", "90 90 101 101", "50 80 80 80", {}, [*IN, *OUT]),
    ("half as much short", "90 90", "50 50", {"ratio": "0.5"}, [IN[0], ("entry", "sell", "BBB", 40)]),
    (
        "the hedge of the bar it is decided on",
        "90 94",
        "50 50",
        {"ratio": "close / 100"},
        [IN[0], ("entry", "sell", "BBB", 72)],
    ),
    ("a ratio of nothing", "90 90", "50 50", {"ratio": "0"}, []),
    ("no bar of the short one", "90 90", "- 50", {}, []),
    ("less than one share of the short one", "90 90", "5000 5000", {}, []),
    (
        "a stop of one leg unwinds the other",  # 50 x 1.1 = 55: bought back at the next open, AAA sold a day later
        "90 90 90 90 90",
        "50 50 60 60 60",
        {"exits": {"stop_loss": "10%"}},
        [*IN, ("stop_loss", "buy", "BBB", 80), UNWOUND[0]],
    ),
]


@pytest.mark.parametrize(("why", "long", "short", "given", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_pairs_by_hand(why: str, long: str, short: str, given: dict[str, Any], expected: Orders) -> None:
    assert orders(run(long, short, **given))[: len(expected) + 1] == expected, why


def reasons(done: Trial) -> list[str]:
    return [row.reason for row in done.rows(DecisionRow)]


def test_why_neither_is_entered_is_told() -> None:
    assert reasons(run("90 90", "50 50", "0")) == ["NO_TRADE_HEDGE_UNKNOWN"]
    assert reasons(run("90 90", "5000 5000")) == ["NO_TRADE_TOO_SMALL"]
    assert reasons(run("90 90 90", "50 - 50", "1", params={"weight": "1%"})) == []  # told where it begins


def test_a_stop_that_was_passed_already_keeps_both_out() -> None:
    done = run("90 90", "50 50", entry=stop_order("close * 0.99"))  # a buy stop below the price
    assert orders(done) == []
    assert "NO_TRADE_STOP_PASSED" in reasons(done)


def test_a_limit_that_denies_one_leg_keeps_both_out() -> None:
    limits = (Capital(), a_limit("max_order_notional", "4000 USD"))  # 44 x 90 = 3,960; 80 x 50 x 1.02 = 4,080
    done = run("90 90", "50 50", limits=limits)
    assert orders(done) == []
    assert {row.wanted.symbol for row in done.rows(DeniedRow)} <= {"AAA", "BBB"}


def test_while_a_guard_blocks_entries_neither_is_entered_and_both_may_leave() -> None:
    done = run("90 70 90 101 90 90", "50 50 50 50 50 50", guards=(a_guard("daily_loss", "3%", "block_entries"),))
    assert orders(done) == [*IN, *OUT]
    assert "BLOCKED_BY_GUARD" in reasons(done)


def test_a_leg_that_is_not_filled_whole_takes_both_out() -> None:
    """Of BBB 60 shares trade on the day of the entry: at its close the legs are uneven, and both leave."""
    thin: list[Bar] = [(50.0,) * 4 + (volume,) for volume in (1e6, 60.0, 1e6, 1e6)]
    written = pair("1")
    panel = days({"AAA": bars("90 90 90 90"), "BBB": thin})
    done = trial(a_bot(written, ("AAA", "BBB"), max_participation=Decimal(1)), panel)
    assert orders(done)[:4] == [*IN, ("unwind", "sell", "AAA", 44), ("unwind", "buy", "BBB", 60)]


def test_a_symbol_that_is_left_out_leaves_nothing_to_do() -> None:
    done = trial(a_bot(pair("1"), ("AAA",)), days({"AAA": bars("90 90 90")}))
    assert orders(done) == []


def test_a_leg_without_a_price_keeps_both_out() -> None:
    done = run("90 90 90", "50 50 50", entry=limit_order("log(0 - close)"))
    assert orders(done) == []
    assert set(reasons(done)) == {"NO_TRADE_PRICE_UNKNOWN"}


@pytest.mark.parametrize("fast", [True, False])
def test_what_is_unknown_since_before_the_other_leg_was_unwound_is_told_once_it_is(*, fast: bool) -> None:
    panel = days({"AAA": bars("90 - - 101"), "BBB": bars("50 50 50 50")})
    done = trial(a_bot(pair("1", leg_timeout="60s"), ("AAA", "BBB")), panel, fast=fast)
    assert [side for _, side, _, _ in orders(done)] == ["sell", "buy"]
    assert [(row.symbol, row.reason, row.at.date().day) for row in done.rows(DecisionRow)] == [
        ("AAA", "NO_TRADE_UNKNOWN", 6)
    ]
