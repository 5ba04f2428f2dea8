"""Strategies of weights by hand: 10,000 USD, no costs, bars to check by eye.

Decided at a close, sent at the next open; sales first, purchases with the cash that is there.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from botspec.domain.intents import Leg
from botspec.domain.rows import ContributedRow, DecisionRow, DeniedRow, DroppedRow, NoteRow, TripRow, WantedRow
from botspec.market.moments import nanoseconds
from botspec.report.record import build
from botspec.risk.limits.capital import Capital
from botspec.spec.words import Submit, Timeframe
from botspec.strategy.targets import Plan
from tests.fakes.bots import a_bot, a_guard, a_limit, limit_order, weighing
from tests.fakes.market import NO_BAR, Bar, days, minutes
from tests.fakes.trials import Trial, only, trial

NAN = float("nan")
Weights = dict[int, list[float]]
Row = tuple[int, str, str, str]  # row of the order, leg, symbol, shares


def flat(price: float) -> Bar:
    return (price,) * 4


def run(weights: Weights, bars: dict[str, list[Bar]], **given: Any) -> Trial:
    strategy = {key: given.pop(key) for key in ("plan", "paid", "ready") if key in given}
    rows = len(next(iter(bars.values())))
    panel = given.pop("panel", None) or days(bars)
    return trial(a_bot(weighing(rows, weights, **strategy), tuple(bars), **given), panel)


def orders(done: Trial) -> list[Row]:
    """Row at which each was decided, leg, symbol, shares."""
    closes = list(done.journal.columns()["closed_at"].tolist())
    return [
        (closes.index(nanoseconds(i.decided_at)), i.leg.value, i.request.symbol, f"{i.request.quantity.normalize():f}")
        for i in done.intents
    ]


TABLE: list[tuple[str, Weights, dict[str, list[Bar]], dict[str, Any], list[Row]]] = [
    (
        "half of 10,000 at 100 is 50 shares; 30 % at 60 is 50",
        {0: [0.5, 0.3]},
        {"AAA": [flat(100)] * 3, "BBB": [flat(60)] * 3},
        {},
        [(0, "entry", "AAA", "50"), (0, "entry", "BBB", "50")],
    ),
    (
        "sized at the open: 5,000 / 125 = 40, rounded toward zero at 30: 3,000 / 70 = 42.86",
        {0: [0.5, 0.3]},
        {"AAA": [flat(100), flat(125)], "BBB": [flat(60), flat(70)]},
        {},
        [(0, "entry", "AAA", "40"), (0, "entry", "BBB", "42")],
    ),
    (
        # row 1: AAA 40 x 150 = 6,000 of 11,000 + BBB 30 x 100. Weights 40 %: 4,800 / 150 = 32, 4,800 / 100 = 48.
        "what rose is cut, what fell behind is filled up",
        {0: [0.4, 0.4], 1: [0.4, 0.4]},
        {"AAA": [flat(100), (100, 150, 100, 150), flat(150)], "BBB": [flat(100)] * 3},
        {},
        [(0, "entry", "AAA", "40"), (0, "entry", "BBB", "40"), (1, "reduce", "AAA", "8"), (1, "add", "BBB", "8")],
    ),
    (
        # All money is in AAA; BBB can be paid only because AAA was sold a moment before: 9,800 / 102 = 96.07.
        "what is bought is paid by what is sold at the same open",
        {0: [0.98, 0], 1: [0, 0.98]},
        {"AAA": [flat(100)] * 3, "BBB": [flat(100)] * 3},
        {},
        [(0, "entry", "AAA", "98"), (1, "exit", "AAA", "98"), (1, "entry", "BBB", "98")],
    ),
    (
        # 100 shares would be 10,000; at 2 % above the price 10,000 pay for 98.
        "a purchase is cut to what the cash pays for at 2 % above the price",
        {0: [1.0]},
        {"AAA": [flat(100)] * 2},
        {},
        [(0, "entry", "AAA", "98")],
    ),
    (
        "the furthest below its weight is paid first: BBB takes 5,000, AAA what 5,000 - 2 % leave",
        {0: [0.48, 0.5]},
        {"AAA": [flat(100)] * 2, "BBB": [flat(100)] * 2},
        {},
        [(0, "entry", "BBB", "50"), (0, "entry", "AAA", "48")],
    ),
    (
        "an unknown weight leaves what is held as it is; a weight of 0 sells it",
        {0: [0.4, 0.4], 1: [NAN, 0.0]},
        {"AAA": [flat(100)] * 3, "BBB": [flat(100)] * 3},
        {},
        [(0, "entry", "AAA", "40"), (0, "entry", "BBB", "40"), (1, "exit", "BBB", "40")],
    ),
    (
        "a symbol without a bar on that row stays as it is",
        {0: [0.4, 0.4], 1: [0.0, 0.0]},
        {"AAA": [flat(100), NO_BAR, flat(100)], "BBB": [flat(100)] * 3},
        {},
        [(0, "entry", "BBB", "40"), (1, "exit", "BBB", "40")],
    ),
    (
        # 50 x 120 / 11,000 = 54.5 %: within 5 % of 50 %. 50 x 125 / 11,250 = 55.6 %: mended. 5,625 / 125 = 45.
        "nothing is done until a weight has drifted by more than the band",
        {0: [0.5]},
        {"AAA": [flat(100), (100, 120, 100, 120), (120, 125, 120, 125), flat(125)]},
        {"plan": Plan(band=0.05, starts_at_once=True)},
        [(0, "entry", "AAA", "50"), (2, "reduce", "AAA", "5")],
    ),
    (
        # Row 1: AAA 6,250 of 11,250, BBB 2,500 of 30 %. Cash is 2,500, and 20 %, 2,250, is nobody's: 250 buy 2 shares.
        "never sell: only what is below its weight is filled up",
        {0: [0.5, 0.25], 1: [0.5, 0.3]},
        {"AAA": [flat(100), (100, 125, 100, 125), flat(125)], "BBB": [flat(100)] * 3},
        {"plan": Plan(sells=False)},
        [(0, "entry", "AAA", "50"), (0, "entry", "BBB", "25"), (1, "add", "BBB", "2")],
    ),
    (
        "a bot that starts at once does not wait for a row that is due",
        {1: [0.5]},
        {"AAA": [flat(100)] * 4},
        {"plan": Plan(starts_at_once=True)},
        [(1, "entry", "AAA", "50")],
    ),
    (
        # BBB fell to 80: with 500 USD it should be 25 % of 10,000, 2,500, and is 2,000: 500 / 80 = 6.25.
        "a contribution buys what is furthest below its weight, and sells nothing",
        {0: [0.25, 0.25]},
        {"AAA": [flat(100)] * 4, "BBB": [flat(100), flat(100), (100, 100, 80, 80), flat(80)]},
        {"plan": Plan(starts_at_once=True, contribution=Decimal(500)), "paid": [2]},
        [(0, "entry", "AAA", "25"), (0, "entry", "BBB", "25"), (2, "add", "BBB", "6")],
    ),
    (
        "a limit order buys at its price or not: 5,000 / 99 = 50.5",
        {0: [0.5]},
        {"AAA": [flat(100), (100, 101, 98, 100), flat(100)]},
        {"entry": limit_order("close * 0.99")},
        [(0, "entry", "AAA", "50")],
    ),
]


@pytest.mark.parametrize(("why", "weights", "bars", "given", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_orders_by_hand(
    why: str, weights: Weights, bars: dict[str, list[Bar]], given: dict[str, Any], expected: list[Row]
) -> None:
    assert orders(run(weights, bars, **given)) == expected, why


def test_what_could_not_be_sold_yet_buys_nothing() -> None:
    """Only 10 shares a bar trade: 10 of AAA are sold at the open, and 1,000 USD more buy 11 at 2 % above 100 less."""
    thin: list[Bar] = [
        (100.0, 100.0, 100.0, 100.0, 10_000.0),
        *[(100.0,) * 4 + (10_000.0,)] * 2,
        (100.0,) * 4 + (10.0,),
    ]
    done = run({0: [0.98, 0], 2: [0, 0.98]}, {"AAA": thin, "BBB": [flat(100)] * 4}, max_participation=Decimal(1))
    assert orders(done)[1:] == [(2, "exit", "AAA", "98"), (2, "entry", "BBB", "11")]
    assert done.done.desk.state.portfolio.cash >= 0


def test_within_a_session_the_purchase_waits_for_the_sale() -> None:
    """Sold at the close of row 1, filled at the open of row 2, so the money is there at its close, for row 3."""
    bars = {"AAA": [flat(100)] * 6, "BBB": [flat(100)] * 6}
    done = run(
        {0: [0.9, 0], 2: [0, 0.9]},
        bars,
        panel=minutes(bars, width=30),
        timeframe=Timeframe.MINUTES_30,
        submit=Submit.NOW,
    )
    sent = [(i.leg, i.request.symbol, i.created_at.minute + 60 * i.created_at.hour) for i in done.intents]
    assert sent == [(Leg.ENTRY, "AAA", 900), (Leg.EXIT, "AAA", 960), (Leg.ENTRY, "BBB", 990)]


def test_limits_look_at_what_is_bought_and_never_at_what_is_sold() -> None:
    limits = (Capital(), a_limit("max_order_notional", "3000 USD"))
    bars = {"AAA": [flat(100)] * 4, "BBB": [flat(100)] * 4}
    done = run({0: [0.29, 0.5], 1: [0, 0.29]}, bars, limits=limits)
    assert orders(done) == [(0, "entry", "AAA", "29"), (1, "exit", "AAA", "29"), (1, "entry", "BBB", "29")]
    assert [(row.wanted.symbol, row.limit) for row in done.rows(DeniedRow)] == [("BBB", "max_order_notional")]


def test_a_guard_that_blocks_entries_lets_holdings_shrink() -> None:
    """AAA falls by a fifth, 8 % of equity: no purchase after that, but what is above its weight is sold."""
    falls: list[Bar] = [flat(100), flat(100), (100, 100, 80, 80), flat(80)]
    done = run(
        {0: [0.4, 0.5], 2: [0.6, 0.2]},
        {"AAA": falls, "BBB": [flat(100)] * 4},
        guards=(a_guard("daily_loss", "5%", "block_entries"),),
    )
    assert [row[1:3] for row in orders(done)[2:]] == [("reduce", "BBB")]
    assert [(row.symbol, row.reason) for row in done.rows(DecisionRow)] == [("AAA", "BLOCKED_BY_GUARD")]


def test_why_nothing_is_bought_is_told_once_a_rebalance() -> None:
    done = run({0: [NAN, 0.5], 2: [NAN, 0.5]}, {"AAA": [flat(100)] * 4, "BBB": [flat(100)] * 4}, ready=1)
    told = [(row.at.day, row.symbol, row.reason) for row in done.rows(DecisionRow)]
    assert told == [(4, "AAA", "NO_TRADE_WARM_UP"), (6, "AAA", "NO_TRADE_UNKNOWN")]


def test_the_open_that_was_missed_is_not_made_up_for() -> None:
    """BBB has no price at the open of row 1: it is dropped, not bought a day later at another price."""
    done = run({0: [0.4, 0.4]}, {"AAA": [flat(100)] * 3, "BBB": [flat(100), NO_BAR, flat(50)]})
    assert orders(done) == [(0, "entry", "AAA", "40")]
    assert [row.why for row in done.rows(DroppedRow)] == ["no fresh price"]


def test_the_weight_stands_in_the_journal() -> None:
    done = run({0: [0.4]}, {"AAA": [flat(100)] * 2})
    (wanted,) = (row.wanted for row in only(done.journal.rows(), WantedRow))
    assert (wanted.rule, wanted.weight, wanted.quantity) == ("rebalance", Decimal("0.4"), Decimal(40))


def test_a_contribution_is_capital_and_no_gain() -> None:
    """10,000 USD, 40 % in AAA; 5,000 come in at the close of row 1; AAA falls by a tenth in row 3, 4 % of equity.

    A guard at 3 % from the peak trips on that fall, though equity is above what the bot began with; the return is what
    it would have been on the capital alone.
    """
    bars: list[Bar] = [flat(100), flat(100), flat(100), (100, 100, 90, 90), flat(90)]
    done = run(
        {0: [0.4]},
        {"AAA": bars},
        plan=Plan(starts_at_once=True, contribution=Decimal(5_000)),
        paid=[1],
        guards=(a_guard("drawdown", "3%", "block_entries"),),
    )
    assert done.equity == [10_000.0, 10_000.0, 15_000.0, 14_400.0, 14_400.0]
    assert orders(done) == [(0, "entry", "AAA", "40"), (1, "add", "AAA", "20")]
    (trip,) = (row.trip for row in done.rows(TripRow))
    assert (trip.at.day, round(trip.used, 9)) == (7, 0.04)
    record = build(done.journal.rows(), done.journal.columns(), done.journal.seal())
    assert record.performance.total_return == pytest.approx(-0.04)
    assert (record.money.contributed, record.money.profit) == (Decimal(5_000), Decimal(-600))
    assert record.money.adds_up


def test_money_that_comes_in_at_the_last_close_is_in_the_final_equity() -> None:
    done = run({0: [0.4]}, {"AAA": [flat(100)] * 2}, plan=Plan(contribution=Decimal(500)), paid=[1])
    assert done.equity == [10_000.0, 10_000.0]
    assert (done.done.ended.equity, done.done.ended.cash) == (10_500.0, Decimal(6_500))
    record = build(done.journal.rows(), done.journal.columns(), done.journal.seal())
    assert record.money.adds_up
    assert record.money.profit == 0


def test_an_account_without_the_money_gives_none() -> None:
    plan = Plan(contribution=Decimal(500))
    done = run({0: [0.4]}, {"AAA": [flat(100)] * 4}, plan=plan, paid=[1, 2], funds=Decimal(10_600))
    assert [row.amount for row in done.rows(ContributedRow)] == [500]
    assert [row.code for row in done.rows(NoteRow)] == ["NO_CONTRIBUTION"]


@pytest.mark.parametrize(
    ("leg", "weights", "code"),
    [
        ("entry", {0: [0.5, 0.0]}, "NO_TRADE_PRICE_UNKNOWN"),
        ("exit", {0: [0.5, 0.0], 2: [0.0, 0.0]}, "NO_EXIT_PRICE_UNKNOWN"),
    ],
)
def test_an_order_without_a_price_is_not_sent(leg: str, weights: Weights, code: str) -> None:
    """The rule has no value on any bar."""
    done = run(weights, {"AAA": [flat(100)] * 5, "BBB": [flat(60)] * 5}, **{leg: limit_order("log(0 - close)")})
    assert {row.reason for row in done.rows(DecisionRow) if row.symbol == "AAA"} == {code}
    assert [intent.leg for intent in done.intents] == [Leg.ENTRY] * (leg == "exit")
