from __future__ import annotations

import numpy as np
import pytest

from botspec.market.distinct import distinct, starts


@pytest.mark.parametrize("values", [[], [7], [1, 1, 2, 5, 5, 5, 9]])
def test_runs_of_sorted_values(values):
    column = np.array(values, dtype=np.int64)
    expected, first = np.unique(column, return_index=True)
    assert starts(column).tolist() == first.tolist()
    assert column[starts(column)].tolist() == expected.tolist()


def test_distinct_sorts_first():
    assert distinct(np.array([3, 1, 3, 2, 1])).tolist() == [1, 2, 3]
