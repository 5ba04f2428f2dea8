"""Orders that wait for so long and no longer, on bars a reader can check by eye.

Bars of 30 minutes from 9:30 on. The first one closes at 100 and asks for a position at 99; the order leaves at 10:00. A
third of 10,000 USD, less what rounding takes, are 30 shares. A line has the bars from the second on: open, high, low,
close.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from botspec.domain.rows import CancelRow, IntentRow, OrderRow
from botspec.execution.patience import Patience
from botspec.execution.policy import OrderPolicy
from botspec.run.trading_time import after
from botspec.spec.words import Timeframe, Unfilled
from tests.fakes.bots import a_bot, limit_order, scripted
from tests.fakes.market import minutes
from tests.fakes.trials import Trial, trial
from tests.fakes.world import World

FLAT = "100 100 100 100"


def patient(wait: int, then: str, cap: str | None = None, policy: OrderPolicy | None = None) -> OrderPolicy:
    """`wait` in minutes."""
    patience = Patience(timedelta(minutes=wait), Unfilled(then), None if cap is None else Decimal(cap))
    return replace(policy or limit_order("close * 0.99", "gtc"), patience=patience)


def run(policy: OrderPolicy, bars: str, **given: Any) -> Trial:
    rows = [tuple(float(price) for price in bar.split()) for bar in (FLAT, *bars.split(","), FLAT)]
    panel = minutes({"AAA": rows}, width=30)  # type: ignore[dict-item]
    bot = a_bot(scripted(len(rows), 1, {0: [0]}), ["AAA"], timeframe=Timeframe.MINUTES_30, entry=policy, **given)
    jumped, walked, world = trial(bot, panel), trial(bot, panel, fast=False), World(bot, panel)
    assert jumped.journal.seal() == walked.journal.seal()
    world.live()
    for kind in (IntentRow, CancelRow, OrderRow):
        assert [row for row in world.rows if isinstance(row, kind)] == jumped.rows(kind)
    return jumped


def bought(done: Trial) -> list[tuple[int, str, str]]:
    """(shares, price, New York time) of every fill."""
    return [
        (int(fill.quantity), f"{fill.price.normalize():f}", f"{fill.at - timedelta(hours=5):%H:%M}")
        for fill in done.fills
    ]


CASES: list[tuple[OrderPolicy, str, list[tuple[int, str, str]]]] = [
    # in time: the bar up to the deadline counts whole
    (patient(30, "cancel"), "100 100 98.5 99", [(30, "99", "10:30")]),
    # too late: the deadline was at 10:30
    (patient(30, "cancel"), "100 100 99.5 100, 100 100 98 99", []),
    # the deadline is inside the second bar: its open counts, what comes after it does not
    (patient(45, "cancel"), "100 100 99.5 100, 98.9 100 98 99", [(30, "98.9", "10:30")]),
    (patient(45, "cancel"), "100 100 99.5 100, 100 100 98 99", []),
    # the rest at any price: sent at 10:30, filled with the open of that bar
    (patient(30, "market"), "100 101 99.5 101, 102 103 98 102", [(30, "102", "10:30")]),
    # sent at 10:45: the newest price there is is the open of the bar
    (patient(45, "market"), "100 101 99.5 101, 102 103 98 102", [(30, "102", "10:45")]),
    # the price follows the market: 101, which is less than 3 % above 99
    (patient(30, "reprice", "0.03"), "100 101 99.5 101, 101.5 102 100.8 101", [(30, "101", "11:00")]),
    # but no further than 1 % above 99, which is 99.99: there it stays
    (patient(30, "reprice", "0.01"), "100 101 99.5 101, 101 102 100.2 101, 101 101 99.5 100", [(30, "99.99", "11:30")]),
    # again and again, without a cap
    (
        patient(30, "reprice"),
        "100 101 99.5 101, 101.5 103 101.2 103, 103.5 104 103 104",
        [(30, "103", "11:30")],
    ),
]


@pytest.mark.parametrize(("policy", "bars", "fills"), CASES, ids=[f"{case[0].patience}: {case[1]}" for case in CASES])
def test_what_becomes_of_an_order_that_waits(policy: OrderPolicy, bars: str, fills: list[tuple[int, str, str]]) -> None:
    assert bought(run(policy, bars)) == fills


def test_the_rest_of_a_fill_leaves_as_a_generation_of_its_own() -> None:
    """A tenth of a bar's 100 shares at the limit, then what is left at the market, a tenth a bar."""
    done = run(
        patient(30, "market"),
        "100 100 98 100 100, 101 101 101 101 100, 102 102 102 102 100",
        max_participation=Decimal("0.1"),
    )
    requests = [(row.intent.generation, int(row.intent.request.quantity)) for row in done.rows(IntentRow)]
    assert requests == [(0, 30), (1, 20)]
    assert bought(done) == [(10, "99", "10:30"), (10, "101", "10:30"), (10, "102", "11:00")]
    (cancel,) = done.rows(CancelRow)
    assert (cancel.why, cancel.again) == ("unfilled after 0:30:00", True)


def test_an_exit_wanted_puts_an_end_to_the_rest() -> None:
    """At 10:30 the exit signal comes with the deadline: the rest is not bought to be sold again."""
    panel = minutes({"AAA": [(100.0, 100.0, 100.0, 100.0)] * 5}, width=30)
    bot = a_bot(
        scripted(5, 1, {0: [0]}, {1: [0]}), ["AAA"], timeframe=Timeframe.MINUTES_30, entry=patient(30, "market")
    )
    done = trial(bot, panel)
    assert [row.intent.generation for row in done.rows(IntentRow)] == [0]
    assert done.fills == []


NOON = datetime(2024, 11, 27, 17, tzinfo=UTC)  # the day before Thanksgiving, 12:00 in New York


@pytest.mark.parametrize(
    ("at", "wait", "due"),
    [
        (NOON, "1h", "27 13:00"),
        (NOON, "4h", "27 16:00"),
        (NOON, "5h", "29 10:30"),  # no session on the 28th
        (NOON, "8h", "02 10:00"),  # the 29th ends at 13:00: 3h30m of it
        (NOON.replace(hour=23), "30m", "29 10:00"),
    ],
)
def test_only_sessions_count(at: datetime, wait: str, due: str) -> None:
    minutes_ = int(wait[:-1]) * (60 if wait.endswith("h") else 1)
    found = after(at, timedelta(minutes=minutes_))
    assert found is not None
    assert f"{found - timedelta(hours=5):%d %H:%M}" == due
