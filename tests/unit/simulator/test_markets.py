"""Clock and calendar of markets: phases of a day."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.fakes.market import days
from tests.fakes.simulator import Simulated, simulate


@pytest.fixture
def sim() -> Simulated:
    return simulate(days({"AAPL": [(10.0,) * 4] * 3}), datetime(2010, 1, 4, 14, tzinfo=UTC))


@pytest.mark.parametrize(
    ("at", "phase", "until"),
    [
        ("2010-01-04T03:00:00-05:00", "closed", "2010-01-04T04:00:00-05:00"),
        ("2010-01-04T09:00:00-05:00", "pre", "2010-01-04T09:30:00-05:00"),
        ("2010-01-04T12:00:00-05:00", "core", "2010-01-04T16:00:00-05:00"),
        ("2010-01-04T17:00:00-05:00", "post", "2010-01-04T20:00:00-05:00"),
        ("2010-01-04T21:00:00-05:00", "closed", "2010-01-05T04:00:00-05:00"),
        ("2010-01-09T12:00:00-05:00", "closed", "2010-01-11T04:00:00-05:00"),
        ("2009-11-27T14:00:00-05:00", "post", "2009-11-27T17:00:00-05:00"),
    ],
)
def test_phases(sim: Simulated, at: str, phase: str, until: str) -> None:
    (clock,) = sim.get("/v3/clock", time=at)["clocks"]
    assert (clock["phase"], clock["phase_until"]) == (phase, until)


def test_a_calendar_of_a_market(sim: Simulated) -> None:
    found = sim.get("/v3/calendar/XNAS", start="2010-01-15", end="2010-01-19")
    assert found["market"]["acronym"] == "NASDAQ"
    assert [day["date"] for day in found["calendar"]] == ["2010-01-15", "2010-01-19"]
    assert found["calendar"][0]["core_start"] == "2010-01-15T09:30:00-05:00"
    assert sim.ask("GET", "/v3/calendar/XTKS").status == 400
