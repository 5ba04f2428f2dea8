from __future__ import annotations

import numpy as np
import pytest

from botspec.run.row_prices import RowPrices

PRICES = RowPrices({"IBM": 0, "KO": 1, "PG": 2}, np.array([10.0, np.nan, 30.5, 99.0]))


def test_a_price_is_there_for_every_symbol_that_has_one():
    assert dict(PRICES) == {"IBM": 10.0, "PG": 30.5}
    assert len(PRICES) == 2
    assert (PRICES.get("KO"), "KO" in PRICES, "PG" in PRICES, "XX" in PRICES) == (None, False, True, False)


@pytest.mark.parametrize("symbol", ["KO", "XX"])
def test_what_has_no_price_is_not_there(symbol):
    with pytest.raises(KeyError):
        PRICES[symbol]
