"""Hand-written bars, and an exchange that walks through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from botspec.domain.orders import OrderClass, OrderRequest, OrderType, Side, StopLoss, TimeInForce
from botspec.exchange.exchange import Exchange
from botspec.exchange.fees.none import NoFees
from botspec.exchange.slippage.none import NoSlippage
from botspec.market.calendar import sessions
from botspec.market.moments import moment, nanoseconds
from botspec.market.panel import CorporateAction, Panel

if TYPE_CHECKING:
    from numpy.typing import NDArray

MONDAY = date(2010, 1, 4)
Bar = tuple[float, ...]  # open, high, low, close and, if it matters, volume
NO_BAR: Bar = (float("nan"),) * 5


def days(bars: Mapping[str, Sequence[Bar]], first: date = MONDAY, actions: Sequence[CorporateAction] = ()) -> Panel:
    """One bar a session of the real calendar, from `first` on."""
    count = len(next(iter(bars.values())))
    listed = sessions(first, first + timedelta(days=count * 2 + 10))[:count]
    opened = [nanoseconds(session.opens_at) for session in listed]
    closed = [nanoseconds(session.closes_at) for session in listed]
    return _panel(bars, opened, closed, [session.on.toordinal() for session in listed], actions)


def minutes(bars: Mapping[str, Sequence[Bar]], on: date = MONDAY, width: int = 1) -> Panel:
    """Bars of `width` minutes from the open of one session on."""
    count = len(next(iter(bars.values())))
    opens_at = sessions(on, on)[0].opens_at
    opened = [nanoseconds(opens_at + timedelta(minutes=width * row)) for row in range(count)]
    closed = [at + width * 60 * 10**9 for at in opened]
    return _panel(bars, opened, closed, [on.toordinal()] * count, ())


def _panel(
    bars: Mapping[str, Sequence[Bar]],
    opened: Sequence[int],
    closed: Sequence[int],
    session: Sequence[int],
    actions: Sequence[CorporateAction],
) -> Panel:
    def column(place: int, otherwise: float) -> NDArray[np.float64]:
        rows = [[bar[place] if len(bar) > place else otherwise for bar in symbol] for symbol in bars.values()]
        return np.asfortranarray(np.array(rows, dtype=np.float64).T)

    return Panel(
        symbols=tuple(bars),
        opened_at=np.array(opened, dtype=np.int64),
        closed_at=np.array(closed, dtype=np.int64),
        session=np.array(session, dtype=np.int64),
        open=column(0, 0),
        high=column(1, 0),
        low=column(2, 0),
        close=column(3, 0),
        volume=column(4, 1_000_000.0),
        actions=tuple(actions),
    )


def an_exchange(**given: Any) -> Exchange:
    """100,000 USD, no costs, unless said otherwise."""
    return Exchange(**{"cash": Decimal(100_000), "slippage": NoSlippage(), "fees": NoFees(), **given})


class Walk:
    """An exchange on a panel, one event at a time."""

    def __init__(self, panel: Panel, exchange: Exchange | None = None) -> None:
        self.panel = panel
        self.exchange = exchange or an_exchange()
        self.row = -1

    def open(self) -> datetime:
        """Open the next bar."""
        self.row += 1
        bars = self.panel.row(self.row)
        first = self.row == 0 or self.panel.session[self.row - 1] != bars.session
        ex_today = [action for action in self.panel.actions if action.ex_on.toordinal() == bars.session]
        self.exchange.open_bar(bars, ex_today if first else ())
        return moment(bars.opened_at)

    def close(self) -> datetime:
        """Close it, and the session with its last bar."""
        bars = self.panel.row(self.row)
        self.exchange.close_bar(bars)
        at = moment(bars.closed_at)
        if self.row + 1 == len(self.panel) or self.panel.session[self.row + 1] != bars.session:
            self.exchange.close_session(bars.session, at)
        return at

    def pass_rows(self, count: int = 1) -> datetime:
        """Open and close `count` bars."""
        for _ in range(count):
            self.open()
            at = self.close()
        return at


_NUMBER = iter(range(10**9))


_DECIMALS = ("stop_price", "trail_price", "trail_percent", "notional", "take_profit")


def order(side: str, quantity: object, symbol: str = "AAPL", **given: Any) -> OrderRequest:
    """A DAY order: market, or what its prices say; `loss` is a stop price, or a stop and a limit price."""
    limit, loss = given.pop("limit", None), given.pop("loss", None)
    exact = {name: Decimal(str(given.pop(name))) for name in _DECIMALS if given.get(name) is not None}
    if loss is not None:
        exact["stop_loss"] = StopLoss(
            *(Decimal(str(price)) for price in (loss if isinstance(loss, tuple) else (loss,)))
        )
    return OrderRequest(
        client_order_id=given.pop("client_order_id", f"test-{next(_NUMBER)}"),
        symbol=symbol,
        side=Side(side),
        type=OrderType(given.pop("type", _type(limit, exact))),
        time_in_force=TimeInForce(given.pop("tif", "day")),
        quantity=Decimal(str(quantity)),
        limit_price=None if limit is None else Decimal(str(limit)),
        order_class=OrderClass(given.pop("order_class", "simple")),
        **exact,
        **given,
    )


def _type(limit: object, exact: Mapping[str, object]) -> str:
    if "trail_price" in exact or "trail_percent" in exact:
        return "trailing_stop"
    words = (["stop"] if "stop_price" in exact else []) + ([] if limit is None else ["limit"])
    return "_".join(words) or "market"
