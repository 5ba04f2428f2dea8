"""Under any orders and bars: the books balance, limits are kept, groups stay together, and jumping equals walking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from botspec.domain.events import CashMoved, OrderUpdated
from botspec.domain.orders import (
    GroupRole,
    OrderClass,
    OrderRequest,
    OrderStatus,
    OrderType,
    Side,
    StopLoss,
    TimeInForce,
)
from botspec.exchange.exchange import Exchange
from botspec.exchange.fees.alpaca import Alpaca
from botspec.exchange.legality import RESTING, STOPS
from botspec.exchange.refusal import Refusal
from botspec.exchange.slippage.bps import Bps, BpsParams
from botspec.market.moments import moment
from botspec.market.panel import ActionKind, CorporateAction, Panel
from tests.fakes.market import NO_BAR, Bar, Walk, an_exchange, days, minutes

SYMBOLS = ("AAPL", "IBM")
CASH = Decimal(10_000)
ROWS = 6

prices = st.integers(500, 1500)
cents = prices.map(lambda price: Decimal(price) / 100)


@st.composite
def bar(draw: st.DrawFn) -> Bar:
    if draw(st.integers(0, 7)) == 0:
        return NO_BAR
    low, first, second, high = sorted(draw(st.tuples(prices, prices, prices, prices)))
    start, end = draw(st.permutations([first, second]))
    return (start / 100, high / 100, low / 100, end / 100, float(draw(st.integers(0, 4000))))


def bars_of(rows: int) -> st.SearchStrategy[list[Bar]]:
    return st.lists(bar(), min_size=rows, max_size=rows)


@st.composite
def panels(draw: st.DrawFn) -> Panel:
    panel = days(dict(zip(SYMBOLS, (draw(bars_of(ROWS)), draw(bars_of(ROWS))), strict=True)))
    if draw(st.integers(0, 3)):
        return panel
    on = moment(int(panel.opened_at[draw(st.integers(1, ROWS - 1))])).date()
    ratio = draw(st.sampled_from(["2", "1.5", "0.1"]))
    return replace(panel, actions=(CorporateAction("AAPL", on, ActionKind.SPLIT, Decimal(ratio)),))


intraday = st.builds(
    lambda one, two: minutes(dict(zip(SYMBOLS, (one, two), strict=True))), bars_of(ROWS), bars_of(ROWS)
)


@dataclass(frozen=True)
class Asked:
    """`moment` counts opens and closes; even ones are opens."""

    moment: int
    request: OrderRequest
    late: bool = False


@st.composite
def asked(draw: st.DrawFn, last: int = 2 * ROWS - 1) -> Asked:
    kind = draw(st.sampled_from([kind for kind in OrderType if kind is not OrderType.UNRECOGNISED]))
    given: dict[str, Any] = {"type": kind, "side": draw(st.sampled_from(Side)), "quantity": Decimal(draw(sizes))}
    stop = kind in {OrderType.STOP, OrderType.STOP_LIMIT}
    given["time_in_force"] = draw(st.sampled_from(sorted(RESTING if kind in STOPS else TimeInForce)))
    given["limit_price"] = draw(cents) if kind in {OrderType.LIMIT, OrderType.STOP_LIMIT} else None
    given["stop_price"] = draw(cents) if stop else None
    if kind is OrderType.TRAILING_STOP:
        named = draw(st.sampled_from(["trail_price", "trail_percent"]))
        given[named] = Decimal(draw(st.integers(1, 30))) / (1 if named == "trail_percent" else 10)
    elif draw(st.booleans()):
        _grouped(draw, given)
    elif kind is not OrderType.LIMIT and draw(st.integers(0, 4)) == 0:
        given |= {"quantity": Decimal(0), "notional": draw(cents) * 10, "time_in_force": TimeInForce.DAY}
    symbol = draw(st.sampled_from(SYMBOLS))
    late = draw(st.integers(0, 5)) == 0
    return Asked(draw(st.integers(0, last)), OrderRequest("", symbol, **given), late)


sizes = st.integers(1, 300)


def _grouped(draw: st.DrawFn, given: dict[str, Any]) -> None:
    """Legs around ten dollars, on the side where they belong."""
    up, down = Decimal(draw(st.integers(1, 400))) / 100, Decimal(draw(st.integers(1, 400))) / 100
    given["time_in_force"] = draw(st.sampled_from(sorted(RESTING)))
    given["order_class"] = kind = draw(st.sampled_from([OrderClass.BRACKET, OrderClass.OCO, OrderClass.OTO]))
    base = given["limit_price"] or given["stop_price"] or Decimal(10)
    sign = given["side"].sign * (-1 if kind is OrderClass.OCO else 1)
    profit, loss = base + sign * up, base - sign * down
    if kind is OrderClass.OCO:
        given |= {"type": OrderType.LIMIT, "stop_price": None, "limit_price": profit}
    one = draw(st.sampled_from(["profit", "loss"])) if kind is OrderClass.OTO else "both"
    if kind is not OrderClass.OCO and one != "loss":
        given["take_profit"] = profit
    if one != "profit":
        limit = loss - sign * Decimal(draw(st.integers(-20, 20))) / 100 if draw(st.booleans()) else None
        given["stop_loss"] = StopLoss(loss, limit)


def a_costly_exchange() -> Exchange:
    return an_exchange(
        cash=CASH,
        slippage=Bps(BpsParams.model_construct(bps=Decimal(7))),
        fees=Alpaca(),
        max_participation=Decimal("0.05"),
    )


def send(exchange: Exchange, wishes: Sequence[Asked], moment_number: int, at: datetime) -> None:
    for number, wanted in enumerate(wishes):
        if wanted.moment == moment_number:
            request = replace(wanted.request, client_order_id=f"order-{number}")
            try:
                exchange.submit(request, at + timedelta(seconds=20) if wanted.late else at)
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
    """Cash and shares follow from executions and moves alone; no order is overfilled; no group outlives its end."""
    cash = CASH + sum((moved.amount for moved in exchange.cash_moves), Decimal(0))
    shares = {symbol: _held(exchange, symbol) for symbol in SYMBOLS}
    for execution in exchange.executions:
        cash -= execution.order.request.side.sign * execution.quantity * execution.price
    assert exchange.cash == cash
    assert {symbol: count for symbol, count in shares.items() if count} == {
        symbol: held.quantity for symbol, held in exchange.positions.items()
    }
    worth = sum((count * _price(exchange, symbol) for symbol, count in shares.items()), Decimal(0))
    assert exchange.equity() == cash + worth
    for order in exchange.orders():
        check_order(exchange, order.id)


def _held(exchange: Exchange, symbol: str) -> Decimal:
    """Fills since the last split, on top of what it left."""
    splits = [moved for moved in exchange.share_moves if moved.symbol == symbol]
    start, since = (splits[-1].after, splits[-1].at) if splits else (Decimal(0), None)
    return start + sum(
        (
            execution.order.request.side.sign * execution.quantity
            for execution in exchange.executions
            if execution.order.request.symbol == symbol and (since is None or execution.at >= since)
        ),
        Decimal(0),
    )


def _price(exchange: Exchange, symbol: str) -> Decimal:
    held = exchange.positions.get(symbol)
    return exchange.last_price(symbol) or (held.average_price if held else Decimal(0))


def check_order(exchange: Exchange, order_id: str) -> None:
    order = exchange.order(order_id)
    assert order is not None
    request = order.request
    if request.notional is None:
        assert 0 <= order.filled_quantity <= request.quantity
        assert (order.status is OrderStatus.FILLED) == (order.filled_quantity == request.quantity)
    else:
        assert order.filled_quantity * (order.filled_average_price or 0) <= request.notional + Decimal("0.001")
    if order.legs and order.group_role is GroupRole.ENTRY:
        legs = [exchange.by_client_order_id(name) for name in order.legs]
        if order.status is not OrderStatus.FILLED:
            assert all(leg is not None and leg.filled_quantity == 0 for leg in legs), "no exit before its entry"
        if not order.live and order.status is not OrderStatus.FILLED:
            assert all(leg is not None and not leg.live for leg in legs)
        sold = sum((leg.filled_quantity for leg in legs if leg is not None), Decimal(0))
        assert sold <= order.filled_quantity


@settings(max_examples=60, deadline=None)
@given(panels(), st.lists(asked(), max_size=8))
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
@given(panels(), st.lists(asked(), max_size=8))
def test_a_fill_is_never_better_than_the_market_was(panel: Panel, wishes: list[Asked]) -> None:
    """Prices of a bar lie between its low and high; what is worse than that is slippage."""
    for execution in walked(panel, wishes).executions:
        symbol, side = execution.order.request.symbol, execution.order.request.side
        row = [moment(int(at)).date() for at in panel.closed_at].index(execution.at.date())
        column = panel.column(symbol)
        if side is Side.BUY:
            assert float(execution.price) >= panel.low[row, column]
        else:
            assert float(execution.price) <= panel.high[row, column]


@settings(max_examples=60, deadline=None)
@given(panels(), st.lists(asked(), max_size=5))
def test_a_bar_fills_no_more_than_its_share_of_the_volume(panel: Panel, wishes: list[Asked]) -> None:
    exchange = walked(panel, [wanted for wanted in wishes if wanted.request.time_in_force is not TimeInForce.CLS])
    taken: dict[tuple[str, object], Decimal] = {}
    for execution in exchange.executions:
        key = (execution.order.request.symbol, execution.at.date())
        taken[key] = taken.get(key, Decimal(0)) + execution.quantity
    for (symbol, on), quantity in taken.items():
        row = [moment(int(at)).date() for at in panel.closed_at].index(on)
        assert quantity <= Decimal(float(panel.volume[row, panel.column(symbol)])) * Decimal("0.05")


@settings(max_examples=150, deadline=None)
@given(panels() | intraday, st.lists(asked(last=3), min_size=1, max_size=6))
def test_jumping_from_touch_to_touch_is_walking(panel: Panel, wishes: list[Asked]) -> None:
    walk, jump = Walk(panel, a_costly_exchange()), Walk(panel, a_costly_exchange())
    for each in (walk, jump):
        for row in range(2):
            send(each.exchange, wishes, 2 * row, each.open())
            send(each.exchange, wishes, 2 * row + 1, each.close())
        each.exchange.drain()
    walk.pass_rows(ROWS - 2)
    row = 2
    while row < ROWS:
        touched = jump.exchange.first_touch(panel, row, ROWS)
        nearest = min((row for row in (touched, _next_action(jump, row)) if row is not None), default=None)
        if nearest is None:
            break
        jump.exchange.skip(panel, nearest)
        jump.row = nearest - 1
        jump.pass_rows()
        row = nearest + 1
    jump.exchange.skip(panel, ROWS)
    assert jump.exchange.orders() == walk.exchange.orders()
    assert jump.exchange.guesses == walk.exchange.guesses
    assert jump.exchange.cash == walk.exchange.cash
    assert jump.exchange.equity() == walk.exchange.equity()
    assert marks(jump.exchange) == marks(walk.exchange)
    assert news(jump.exchange) == news(walk.exchange)


def _next_action(walk: Walk, row: int) -> int | None:
    """Whoever jumps stops where something held splits, and where a session with fees ends."""
    rows = [
        index
        for index in range(row, ROWS)
        for action in walk.panel.actions
        if action.symbol in walk.exchange.positions and int(walk.panel.session[index]) == action.ex_on.toordinal()
    ]
    if walk.exchange.has_pending_fees:
        rows.append(ROWS - 1)  # days have none left over night, minutes are of one session
    return min(rows, default=None)


def marks(exchange: Exchange) -> list[float | None]:
    return [exchange.high_water_mark(order.id) for order in exchange.live_orders()]


def news(exchange: Exchange) -> list[object]:
    return [event.order if isinstance(event, OrderUpdated) else event for event in exchange.drain()]


def test_cash_moves_have_ids_of_their_own() -> None:
    panel = days({"AAPL": [(10.0, 10.0, 10.0, 10.0)] * 3, "IBM": [(10.0, 10.0, 10.0, 10.0)] * 3})
    walk = Walk(panel, a_costly_exchange())
    for number, side in enumerate((Side.BUY, Side.SELL, Side.BUY)):
        wanted = OrderRequest(f"{number}", "AAPL", side, OrderType.MARKET, TimeInForce.DAY, Decimal(10))
        walk.exchange.submit(wanted, walk.open())
        walk.close()
    moves = [event for event in walk.exchange.drain() if isinstance(event, CashMoved)]
    assert len({moved.id for moved in moves}) == len(moves) > 0
