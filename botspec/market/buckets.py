"""Slower bars of a session: they count from its open, and the last one ends with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Moments = NDArray[np.int64]


def buckets(opened_at: Moments, opens: Moments, closes: Moments, width: int) -> tuple[Moments, Moments]:
    """When the bar of `width` nanoseconds begins and is closed that each moment [T] of a session lies in.

    Before the open they count backwards from it; none reaches over the open or the close.
    """
    starts = opens + (opened_at - opens) // width * width
    after = opened_at >= closes
    starts[after] = np.maximum(starts[after], closes[after])
    ends = starts + width
    ends[after] = opens[after] + ((starts[after] - opens[after]) // width + 1) * width
    ends[~after] = np.minimum(ends[~after], closes[~after])
    return starts, ends
