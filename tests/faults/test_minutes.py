"""A session minute by minute: a slice of it, and what counts as an explanation."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from botspec.domain.orders import Side
from botspec.domain.portfolio import Fill
from tests.faults.explaining import MINUTE, Difference, Fault, Troubles, differences, explained, positions
from tests.faults.harness import ROOT, clean_environment
from tests.faults.minutes import MINUTES

OPEN = datetime(2013, 10, 7, 13, 30, tzinfo=UTC)
ENDS = [OPEN + n * MINUTE for n in range(1, 6)]
LATE = Difference("SPY", ENDS[2], ENDS[2], Decimal(100), Decimal(0))
OURS = Troubles((), {"SPY": frozenset({"id-spy", "b1-spy"}), "IBM": frozenset({"id-ibm", "b1-ibm"})})


def fill(minute: float, symbol: str, quantity: int) -> Fill:
    side = Side.BUY if quantity > 0 else Side.SELL
    return Fill("b1", symbol, side, Decimal(abs(quantity)), Decimal(50), OPEN + timedelta(minutes=minute))


def fault(name: str, target: str, seconds: float, detail: str = "") -> Fault:
    """So many seconds into the minute of LATE."""
    return Fault(1, ENDS[1] + timedelta(seconds=seconds), name, target, detail)


def test_positions_are_those_of_the_minute_that_ends():
    told = positions([fill(1, "SPY", 100), fill(2.9, "IBM", 50), fill(3, "SPY", -100)], ENDS)
    assert [dict(told[end]) for end in ENDS] == [
        {},
        {"SPY": 100},
        {"SPY": 100, "IBM": 50},
        {"IBM": 50},
        {"IBM": 50},
    ]


def test_differences_are_told_by_symbol_and_run_of_minutes():
    expected = positions([fill(1, "SPY", 100), fill(2, "IBM", 50)], ENDS)
    found = positions([fill(1, "SPY", 60), fill(3, "SPY", 40), fill(4, "IBM", 50)], ENDS)
    assert differences(expected, found, ["IBM", "SPY"]) == [
        Difference("SPY", ENDS[1], ENDS[2], Decimal(100), Decimal(60)),
        Difference("IBM", ENDS[2], ENDS[3], Decimal(50), Decimal(0)),
    ]
    assert differences(expected, expected, ["IBM", "SPY"]) == []
    to_the_end = differences(expected, positions([fill(1, "SPY", 100)], ENDS), ["IBM"])
    assert to_the_end == [Difference("IBM", ENDS[2], ENDS[4], Decimal(50), Decimal(0))]


@pytest.mark.parametrize(
    "told",
    [
        fault("partial_fill", "id-spy", 1),
        fault("late_reject", "id-spy", -50),
        fault("lost_before", "POST /v2/orders", 3, "b1-spy"),
        fault("late_delivery", "POST /v2/orders", 3, "b1-spy; done at ..."),
        fault("http_503", "DELETE /v2/orders/id-spy", 3),
    ],
    ids=lambda each: each.name,
)
def test_a_fault_that_met_its_order_then_explains(told):
    assert explained(LATE, replace(OURS, faults=(told,))) == (told,)


@pytest.mark.parametrize(
    "told",
    [
        fault("partial_fill", "id-ibm", 1),
        fault("lost_before", "POST /v2/orders", 3, "b1-ibm"),
        fault("lost_before", "POST /v2/orders", 61, "b1-spy"),
        fault("lost_before", "POST /v2/orders", -61, "b1-spy"),
        fault("lost_before", "GET /v2/stocks/bars", 3),
        fault("stream_drop", "bars", 3),
    ],
    ids=["another symbol", "another symbol's order", "too late", "too early", "nothing was felt", "only a hint"],
)
def test_what_only_happened_about_then_explains_nothing(told):
    assert explained(LATE, replace(OURS, faults=(told,))) == ()


def test_a_read_that_failed_explains_where_the_journal_says_that_it_was_felt():
    told = fault("lost_before", "GET /v2/stocks/bars", 3)
    assert explained(LATE, replace(OURS, faults=(told,), unread=(told.at,))) == (told,)
    assert explained(LATE, replace(OURS, faults=(told,), unread=(told.at - 3 * MINUTE,))) == ()


def test_a_lost_message_explains_where_time_does_not_wait():
    told = fault("stream_drop", "bars", 3)
    assert explained(LATE, replace(OURS, faults=(told,), streamed=True)) == (told,)


BARS = [
    pytest.param(["--made-up"], id="made up"),
    pytest.param([], id="real", marks=pytest.mark.skipif(not MINUTES.is_dir(), reason="no real minutes beside us")),
]


@pytest.mark.slow
@pytest.mark.parametrize("streams", [[], ["--poll"]], ids=["streams", "polled"])
@pytest.mark.parametrize("bars", BARS)
class TestASlice:
    """Forty minutes: the whole session is `python -m tests.faults.minutes`."""

    def test_without_faults_every_fill_is_the_back_tests(self, bars, streams):
        done = session("--calm", *bars, *streams)
        assert done.returncode == 0, done.stdout
        assert done.stdout.endswith("injected: nothing\n0 differences, 0 unexplained\n")

    def test_each_difference_is_explained_by_a_fault(self, bars, streams):
        done = session(*bars, *streams)
        assert done.returncode == 0, done.stdout
        assert "partial_fill" in done.stdout
        assert done.stdout.endswith(" differences, 0 unexplained\n")
        assert not done.stdout.endswith("\n0 differences, 0 unexplained\n")


def session(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.faults.minutes", "--minutes", "40", *words]
    return subprocess.run(
        command, cwd=ROOT, env=clean_environment(), capture_output=True, text=True, timeout=300, check=False
    )
