"""What Alpaca says of a symbol."""

from __future__ import annotations

from decimal import Decimal

import pytest

from botspec.adapters.alpaca.assets import asset_facts
from botspec.adapters.alpaca.connect import PAPER, trading
from botspec.domain.assets import Steps
from botspec.ports.broker import Unavailable
from tests.fakes.transport import CREDENTIALS, FakeTransport, Reply

FLAGS = {"tradable": True, "fractionable": True, "shortable": False}


def facts(symbol, **said):
    (found,) = asset_facts(trading(PAPER, CREDENTIALS, FakeTransport(Reply({**FLAGS, **said}))), [symbol])
    return found


def test_a_coin_is_ordered_in_steps_of_its_own():
    told = {"min_order_size": "0.0001", "min_trade_increment": "0.00001", "price_increment": "0.5"}
    assert facts("BTC/USD", **told).steps == Steps(Decimal("0.0001"), Decimal("0.00001"), Decimal("0.5"))


def test_what_is_not_told_of_a_coin_is_nine_digits():
    assert facts("BTC/USD", min_order_size="0.1").steps == Steps(Decimal("0.1"), Decimal("1e-9"), Decimal("1e-9"))


def test_a_share_has_none():
    assert facts("AAPL", min_order_size=None).steps is None


@pytest.mark.parametrize("value", ["much", "0", "-1", "NaN"])
def test_what_no_order_could_be_made_of_is_no_answer(value):
    with pytest.raises(Unavailable, match="min_trade_increment"):
        facts("BTC/USD", min_trade_increment=value)
