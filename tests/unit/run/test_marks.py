"""What is held at one row of prices."""

from __future__ import annotations

import numpy as np
import pytest

from botspec.run.marks import Prices, row_values


def test_long_and_short_add_up_to_what_is_exposed() -> None:
    row = np.array([10.0, 20.0])
    *_, closing, exposure = row_values(100.0, [(0, 5.0), (1, -2.5)], Prices(row, row, row, row))

    assert (closing, exposure) == (pytest.approx(100.0), pytest.approx(100.0))
