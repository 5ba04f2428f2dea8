"""A session from 09:30 to 16:00, in minutes after midnight."""

from __future__ import annotations

import numpy as np
import pytest

from botspec.market.buckets import buckets

OPEN, CLOSE, EARLY = 570, 960, 780


def bucket(at: int, width: int, close: int = CLOSE) -> tuple[int, int]:
    starts, ends = buckets(np.array([at]), np.array([OPEN]), np.array([close]), width)
    return int(starts[0]), int(ends[0])


@pytest.mark.parametrize(
    ("at", "width", "close", "wanted"),
    [
        (570, 60, CLOSE, (570, 630)),
        (629, 60, CLOSE, (570, 630)),
        (630, 60, CLOSE, (630, 690)),
        (959, 60, CLOSE, (930, 960)),  # the last hour has thirty minutes
        (600, 240, CLOSE, (570, 810)),
        (810, 240, CLOSE, (810, 960)),
        (779, 60, EARLY, (750, 780)),
        (569, 60, CLOSE, (510, 570)),  # before the open: backwards from it
        (959, 15, CLOSE, (945, 960)),
        (960, 60, CLOSE, (960, 990)),  # after the close: from it on
        (990, 60, CLOSE, (990, 1050)),
        (780, 60, EARLY, (780, 810)),
    ],
)
def test_slower_bars_count_from_the_open_and_end_with_the_close(
    at: int, width: int, close: int, wanted: tuple[int, int]
) -> None:
    assert bucket(at, width, close) == wanted


def test_no_moment_is_in_two_and_none_reaches_over_the_open_or_the_close() -> None:
    moments = np.arange(240, 1200)
    opens, closes = np.full(len(moments), OPEN), np.full(len(moments), EARLY)
    for width in (5, 15, 30, 60, 240):
        starts, ends = buckets(moments, opens, closes, width)
        assert ((starts <= moments) & (moments < ends)).all()
        assert (ends[:-1] <= starts[1:]).sum() == len(np.unique(starts)) - 1
        for edge in (OPEN, EARLY):
            assert not ((starts < edge) & (ends > edge)).any()
