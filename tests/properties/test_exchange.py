"""Under any orders and bars: the books balance, limits are kept, and jumping equals walking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from botspec.domain.events import CashMoved, OrderUpdated
from botspec.domain.orders import OrderRequest, OrderStatus, OrderType, Side, TimeInForce
from botspec.exchange.exchange import Exchange
from botspec.exchange.fees.alpaca import Alpaca
from botspec.exchange.refusal import Refusal
from botspec.exchange.slippage.bps import Bps, BpsParams
from botspec.market.moments import moment
from botspec.market.panel import Panel
from tests.fakes.market import NO_BAR, Bar, Walk, an_exchange, days

SYMBOLS = ("AAPL", "IBM")
CASH = Decimal(10_000)
ROWS = 6
Asked = tuple[int, str, Side, int, int | None, TimeInForce]

prices = st.integers(500, 1500)


@st.composite
def bar(draw: st.DrawFn) -> Bar:
    if draw(st.integers(0, 7)) == 0:
        return NO_BAR
    low, first, second, high = sorted(draw(st.tuples(prices, prices, prices, prices)))
    start, end = draw(st.permutations([first, second]))
    return (start / 100, high / 100, low / 100, end / 100, float(draw(st.integers(0, 4000))))


panels = st.builds(
    lambda one, two: days(dict(zip(SYMBOLS, (one, two), strict=True))),
    st.lists(bar(), min_size=ROWS, max_size=ROWS),
    st.lists(bar(), min_size=ROWS, max_size=ROWS),
)
asked = st.tuples(
    st.integers(0, 2 * ROWS - 1),
    st.sampled_from(SYMBOLS),
    st.sampled_from(Side),
    st.integers(1, 300),
    st.none() | prices,
    st.sampled_from(TimeInForce),
)


def a_costly_exchange() -> Exchange:
    return an_exchange(
        cash=CASH,
        slippage=Bps(BpsParams.model_construct(bps=Decimal(7))),
        fees=Alpaca(),
        max_participation=Decimal("0.05"),
    )


def request(number: int, wanted: Asked) -> OrderRequest:
    _, symbol, side, quantity, cents, time_in_force = wanted
    return OrderRequest(
        client_order_id=f"order-{number}",
        symbol=symbol,
        side=side,
        type=OrderType.MARKET if cents is None else OrderType.LIMIT,
        time_in_force=time_in_force,
        quantity=Decimal(quantity),
        limit_price=None if cents is None else Decimal(cents) / 100,
    )


def send(exchange: Exchange, wishes: Sequence[Asked], moment_number: int, at: datetime) -> None:
    for number, wanted in enumerate(wishes):
        if wanted[0] == moment_number:
            try:
                exchange.submit(request(number, wanted), at)
            except Refusal:
                continue


def walked(panel: Panel, wishes: Sequence[Asked]) -> Exchange:
    walk = Walk(panel, a_costly_exchange())
    for row in range(ROWS):
        send(walk.exchange, wishes, 2 * row, walk.open())
        check(walk.exchange)
        send(walk.exchange, wishes, 2 * row + 1, walk.close())
        check(walk.exchange)
    return walk.exchange


def check(exchange: Exchange) -> None:
    """Cash and shares follow from the executions alone; nothing is short; no order is overfilled."""
    cash = CASH + sum((moved.amount for moved in exchange.cash_moves), Decimal(0))
    shares = dict.fromkeys(SYMBOLS, Decimal(0))
    for execution in exchange.executions:
        sign = execution.order.request.side.sign
        cash -= sign * execution.quantity * execution.price
        shares[execution.order.request.symbol] += sign * execution.quantity
    assert exchange.cash == cash
    assert {symbol: count for symbol, count in shares.items() if count} == {
        symbol: held.quantity for symbol, held in exchange.positions.items()
    }
    assert all(count >= 0 for count in shares.values())
    worth = sum((count * (exchange.last_price(symbol) or 0) for symbol, count in shares.items()), Decimal(0))
    assert exchange.equity() == cash + worth
    for order in exchange.orders():
        assert 0 <= order.filled_quantity <= order.request.quantity
        assert (order.status is OrderStatus.FILLED) == (order.filled_quantity == order.request.quantity)


@settings(max_examples=60, deadline=None)
@given(panels, st.lists(asked, max_size=8))
def test_the_books_balance_and_prices_are_within_reach(panel: Panel, wishes: list[Asked]) -> None:
    exchange = walked(panel, wishes)
    for execution in exchange.executions:
        wanted = execution.order.request
        if wanted.limit_price is not None:
            worse = (execution.price - wanted.limit_price) * wanted.side.sign
            assert worse <= 0, "a limit never fills beyond itself"
    again = walked(panel, wishes)
    assert again.orders() == exchange.orders()
    assert again.drain() == exchange.drain()


@settings(max_examples=60, deadline=None)
@given(panels, st.lists(asked, max_size=4))
def test_a_bar_fills_no_more_than_its_share_of_the_volume(panel: Panel, wishes: list[Asked]) -> None:
    exchange = walked(panel, [wanted for wanted in wishes if wanted[5] is not TimeInForce.CLS])
    taken: dict[tuple[str, object], Decimal] = {}
    for execution in exchange.executions:
        key = (execution.order.request.symbol, execution.at.date())
        taken[key] = taken.get(key, Decimal(0)) + execution.quantity
    for (symbol, on), quantity in taken.items():
        row = [moment(int(at)).date() for at in panel.closed_at].index(on)
        assert quantity <= Decimal(float(panel.volume[row, panel.column(symbol)])) * Decimal("0.05")


@settings(max_examples=60, deadline=None)
@given(panels, st.lists(asked, min_size=1, max_size=5))
def test_jumping_from_touch_to_touch_is_walking(panel: Panel, wishes: list[Asked]) -> None:
    at_first_close = [(1, *wanted[1:]) for wanted in wishes]
    walk, jump = Walk(panel, a_costly_exchange()), Walk(panel, a_costly_exchange())
    for each in (walk, jump):
        each.open()
        send(each.exchange, at_first_close, 1, each.close())
        each.exchange.drain()
    walk.pass_rows(ROWS - 1)
    row = 1
    while row < ROWS:
        touched = jump.exchange.first_touch(panel, row, ROWS)
        if touched is None:
            break
        jump.exchange.skip(panel, touched)
        jump.row = touched - 1
        jump.pass_rows()
        row = touched + 1
    jump.exchange.skip(panel, ROWS)
    assert jump.exchange.orders() == walk.exchange.orders()
    assert jump.exchange.cash == walk.exchange.cash
    assert jump.exchange.equity() == walk.exchange.equity()
    assert news(jump.exchange) == news(walk.exchange)


def news(exchange: Exchange) -> list[object]:
    return [event.order if isinstance(event, OrderUpdated) else (event.id, event.amount) for event in exchange.drain()]


def test_cash_moves_have_ids_of_their_own() -> None:
    panel = days({"AAPL": [(10.0, 10.0, 10.0, 10.0)] * 3, "IBM": [(10.0, 10.0, 10.0, 10.0)] * 3})
    walk = Walk(panel, a_costly_exchange())
    for side in (Side.BUY, Side.SELL, Side.BUY):
        wanted = (0, "AAPL", side, 10, None, TimeInForce.DAY)
        walk.exchange.submit(request(len(walk.exchange.orders()), wanted), walk.open())
        walk.close()
    moves = [event for event in walk.exchange.drain() if isinstance(event, CashMoved)]
    assert len({moved.id for moved in moves}) == len(moves) > 0
