from decimal import Decimal

import pytest

from botspec.adapters.alpaca.conditions import AlpacaConditions
from botspec.adapters.alpaca.connect import DATA, PAPER, market_data, trading
from tests.fakes.transport import CREDENTIALS, FakeTransport, Reply


def conditions(quotes, asset=None):
    data, orders = FakeTransport(Reply(quotes)), FakeTransport(Reply(asset or {}))
    return AlpacaConditions(market_data(DATA, CREDENTIALS, data), trading(PAPER, CREDENTIALS, orders), "iex"), data


def quote(bid, ask):
    return {"quotes": {"AAPL": {"t": "2026-11-25T15:00:00Z", "bp": bid, "ap": ask, "bs": 1, "as": 1}}}


def test_the_spread_is_a_part_of_the_price_between():
    asked, data = conditions(quote(99.9, 100.1))
    assert asked.spread("AAPL") == Decimal("0.002")
    assert data.query() == {"symbols": "AAPL", "feed": "iex"}


@pytest.mark.parametrize("said", [quote(0, 100.1), quote(100.1, 99.9), {"quotes": {}}, quote("much", 1)])
def test_a_quote_that_is_none_is_not_known(said):
    assert conditions(said)[0].spread("AAPL") is None


@pytest.mark.parametrize("easy", [True, False])
def test_what_is_easy_to_borrow_is_what_the_asset_says(easy):
    asset = {"symbol": "AAPL", "tradable": True, "shortable": True, "fractionable": True, "easy_to_borrow": easy}
    assert conditions({}, asset)[0].easy_to_borrow("AAPL") is easy
