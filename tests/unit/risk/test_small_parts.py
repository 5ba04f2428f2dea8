"""Small parts of guards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from botspec.domain.guards import Action, Trip
from botspec.domain.values import Bars
from botspec.risk.guards.events import Rejection, most_within
from botspec.risk.guards.health import Health
from botspec.risk.guards.references import EquityBlock
from botspec.risk.guards.release import released

AT = datetime(2024, 3, 4, 15, tzinfo=UTC)


@pytest.mark.parametrize(("ago", "most"), [([], 0), ([0], 1), ([0, 9, 10, 11], 3), ([0, 60], 1)])
def test_the_most_within_ten_minutes(ago: list[int], most: int) -> None:
    found = (Rejection(AT - timedelta(minutes=each), "AAA") for each in ago)
    assert most_within(found, timedelta(minutes=10)) == most


def test_money_beside_moves_every_mark() -> None:
    block = EquityBlock(np.array([1, 1]), np.array([1.0, 2.0]), np.array([0.5, 1.5]), np.array([3.0, 4.0]))
    more = block.plus(10.0)
    assert [column.tolist() for column in (more.opening, more.adverse, more.closing)] == [
        [11.0, 12.0],
        [10.5, 11.5],
        [13.0, 14.0],
    ]
    assert more.session is block.session


@pytest.mark.parametrize(("bars", "why"), [(None, None), (2, None), (3, "after"), (4, "after")])
def test_a_trip_that_waits_for_bars_ends_after_them(bars: int | None, why: str | None) -> None:
    trip = Trip("cooldown-1", "cooldown", Action.HALT, AT, 1.0, 1.0, 1000.0, 900.0, "close", 1)
    assert released(trip, Bars(3), AT, new_session=True, bars=bars) == why


def test_health_of_one_symbol_is_its_own() -> None:
    health = Health(Decimal(1), unequal={"AAA": Decimal(2), "BBB": Decimal(3)}, worth={"AAA": Decimal(20)})
    assert health.of("AAA") == replace(health, unequal={"AAA": Decimal(2)}, drift=Decimal(20))
    assert health.of("CCC") == replace(health, unequal={}, drift=Decimal(0))
    assert Health(Decimal(1)).of("AAA") == Health(Decimal(1))
