"""An order that one look admits is admitted by every rule, asked one by one; each of the others is judged by them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from botspec.domain.orders import Order, OrderRequest, OrderType, Side, TimeInForce
from botspec.exchange.account import Account
from botspec.exchange.clearing import Execution
from botspec.exchange.refusal import Refusal
from botspec.market.panel import Panel
from tests.fakes.market import Walk
from tests.properties.test_exchange import ROWS, SYMBOLS, Asked, a_costly_exchange, panels

plain = st.builds(
    lambda moment, symbol, side, quantity, life, name: Asked(
        moment, OrderRequest(name, symbol, side, OrderType.MARKET, life, Decimal(quantity))
    ),
    st.integers(0, 2 * ROWS - 1),
    st.sampled_from([*SYMBOLS, "NONE"]),
    st.sampled_from(Side),
    st.integers(0, 1200),
    st.sampled_from([TimeInForce.DAY, TimeInForce.GTC, TimeInForce.IOC]),
    st.sampled_from(["", "same"]),
)


def told(panel: Panel, wishes: list[Asked]) -> tuple[list[Order | str], list[Execution], Decimal]:
    """What the account answered to each, what was filled, and the cash that is left."""
    walk = Walk(panel, a_costly_exchange())
    answers: list[Order | str] = []
    for moment in range(2 * ROWS):
        at = walk.close() if moment % 2 else walk.open()
        for number, wanted in enumerate(wishes):
            if wanted.moment == moment:
                name = wanted.request.client_order_id or f"order-{number}"
                try:
                    answers.append(walk.exchange.submit(replace(wanted.request, client_order_id=name), at))
                except Refusal as refusal:
                    answers.append(refusal.message)
    return answers, list(walk.exchange.executions), walk.exchange.cash


@settings(max_examples=150, deadline=None)
@given(panels(), st.lists(plain, max_size=10))
def test_one_look_admits_what_every_rule_does(panel: Panel, wishes: list[Asked]) -> None:
    with mock.patch.object(Account, "_passes", return_value=False):
        one_by_one = told(panel, wishes)
    assert told(panel, wishes) == one_by_one
