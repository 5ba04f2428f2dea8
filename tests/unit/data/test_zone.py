from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from botspec.data.zone import NotOnce, from_new_york
from botspec.market.moments import moment, nanoseconds


def wall(*texts: str) -> np.ndarray:
    return np.array([nanoseconds(datetime.fromisoformat(text).replace(tzinfo=UTC)) for text in texts], dtype=np.int64)


def utc(*texts: str) -> list[str]:
    return [f"{moment(int(at)):%Y-%m-%dT%H:%M}" for at in from_new_york(wall(*texts))]


def test_winter_summer_and_the_days_on_which_clocks_change():
    assert utc("2024-01-05T09:30", "2024-07-05T09:30") == ["2024-01-05T14:30", "2024-07-05T13:30"]
    assert utc("2024-03-10T01:59", "2024-03-10T03:00") == ["2024-03-10T06:59", "2024-03-10T07:00"]
    assert utc("2024-11-03T00:59", "2024-11-03T02:00") == ["2024-11-03T04:59", "2024-11-03T07:00"]


@pytest.mark.parametrize("text", ["2024-03-10T02:30", "2024-11-03T01:30"])
def test_a_time_that_was_never_or_twice_is_not_guessed(text):
    with pytest.raises(NotOnce) as refused:
        utc("2024-01-05T09:30", text)
    assert refused.value.row == 1
