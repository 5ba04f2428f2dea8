"""Alpaca's rules for a single order, as tables: what may be asked at all. `checks` turns them into refusals."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from zoneinfo import ZoneInfo

from botspec.domain.orders import OrderClass, OrderRequest, OrderType, Side, TimeInForce
from botspec.market.calendar import OutsideCalendar, session_on
from botspec.market.hours import is_pair

NEW_YORK = ZoneInfo("America/New_York")
MAX_CLIENT_ORDER_ID = 128
MAX_QUANTITY_DECIMALS = 9
FINEST_QUANTITY = Decimal("1e-9")
GTC_LIFE = timedelta(days=90)

ONE_DOLLAR = Decimal(1)
CENT = Decimal("0.01")
SUB_CENT = Decimal("0.0001")

ONE_MOMENT = frozenset({TimeInForce.IOC, TimeInForce.FOK})
RESTING = frozenset({TimeInForce.DAY, TimeInForce.GTC})
STOPS = frozenset({OrderType.STOP, OrderType.STOP_LIMIT, OrderType.TRAILING_STOP})
SLIPPING = frozenset({OrderType.MARKET, OrderType.STOP, OrderType.TRAILING_STOP})

TIMES_IN_FORCE: dict[OrderType, frozenset[TimeInForce]] = {
    OrderType.MARKET: frozenset(TimeInForce),
    OrderType.LIMIT: frozenset(TimeInForce),
    OrderType.STOP: RESTING,
    OrderType.STOP_LIMIT: RESTING,
    OrderType.TRAILING_STOP: RESTING,
}
REPLACEABLE_TIMES_IN_FORCE = RESTING

# Order classes: types of the order that brings the others. All of a group share one time in force, none trades
# outside regular hours, and none has fractions.
CLASS_TYPES: dict[OrderClass, frozenset[OrderType]] = {
    OrderClass.SIMPLE: frozenset(TIMES_IN_FORCE),
    OrderClass.BRACKET: frozenset({OrderType.MARKET, OrderType.LIMIT, OrderType.STOP, OrderType.STOP_LIMIT}),
    OrderClass.OTO: frozenset({OrderType.MARKET, OrderType.LIMIT, OrderType.STOP, OrderType.STOP_LIMIT}),
    OrderClass.OCO: frozenset({OrderType.LIMIT}),
}
CLASS_TIMES_IN_FORCE = RESTING

# Fractions of a share and orders in USD: simple, one session, never short.
FRACTIONAL_TYPES = frozenset({OrderType.MARKET, OrderType.LIMIT, OrderType.STOP, OrderType.STOP_LIMIT})
FRACTIONAL_TIMES_IN_FORCE = frozenset({TimeInForce.DAY})
MIN_NOTIONAL = Decimal("1.00")

EXTENDED_TYPES = frozenset({OrderType.LIMIT})
EXTENDED_TIMES_IN_FORCE = RESTING

CRYPTO_TYPES = frozenset({OrderType.MARKET, OrderType.LIMIT, OrderType.STOP_LIMIT})
CRYPTO_TIMES_IN_FORCE = frozenset({TimeInForce.GTC, TimeInForce.IOC})
CRYPTO_MIN_COST = Decimal(10)
CRYPTO_MAX_COST = Decimal(200_000)

MIN_TRAIL_PERCENT = Decimal("0.1")
LEG_DISTANCE = CENT  # the least between a leg of a group and the price its entry is judged by

# Alpaca makes a stop-limit of a buy stop; the limit lies so far above the stop, by the stop's size.
COLLAR_FROM = Decimal(50)
COLLAR_BELOW, COLLAR_ABOVE = Decimal("0.04"), Decimal("0.025")

# New York wall-clock stretches in which an auction order is turned away; the closing one follows an early close.
AUCTIONS_REOPEN = time(19)
OPENING_CUT_OFF = time(9, 28)
CLOSING_CUT_OFF = timedelta(minutes=10)
USUAL_CLOSE = time(16)
AUCTION_MESSAGES = {
    TimeInForce.OPG: "opg orders must be submitted after 7:00pm and before 9:28am",
    TimeInForce.CLS: "cls orders must be submitted after 7:00pm and before {cut_off}",
}


is_crypto = is_pair
"""True for a pair such as BTC/USD."""


def increment(price: Decimal) -> Decimal:
    """Smallest step a limit price may have: a cent from one dollar up, a hundredth of a cent below."""
    return CENT if price >= ONE_DOLLAR else SUB_CENT


def to_increment(price: Decimal, side: Side) -> Decimal:
    """The nearest allowed price that is no worse for `side`: a buy is rounded down, a sell up."""
    return price.quantize(increment(price), ROUND_FLOOR if side is Side.BUY else ROUND_CEILING)


def collar(stop: Decimal) -> Decimal:
    """The highest price that a buy stop at `stop` pays."""
    return to_increment(stop * (1 + (COLLAR_BELOW if stop < COLLAR_FROM else COLLAR_ABOVE)), Side.BUY)


def decimals(value: Decimal) -> int:
    """Digits behind the point that matter."""
    if value == value.to_integral_value():
        return 0
    exponent = value.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def fractional(request: OrderRequest) -> bool:
    """True for a part of a share and for an order in USD."""
    return request.notional is not None or request.quantity != request.quantity.to_integral_value()


def auction_closed(time_in_force: TimeInForce, at: datetime) -> str | None:
    """Alpaca's message when the auction takes no orders at `at`, else None."""
    if time_in_force not in AUCTION_MESSAGES:
        return None
    local = at.astimezone(NEW_YORK)
    match time_in_force:
        case TimeInForce.OPG:
            cut_off = OPENING_CUT_OFF
        case TimeInForce.CLS:
            cut_off = _closing_cut_off(local)
        case _:
            return None
    if not cut_off <= local.time() < AUCTIONS_REOPEN:
        return None
    return AUCTION_MESSAGES[time_in_force].format(cut_off=f"{cut_off.hour % 12 or 12}:{cut_off.minute:02}pm")


def _closing_cut_off(local: datetime) -> time:
    try:
        session = session_on(local.date())
    except OutsideCalendar:
        session = None
    closes_at = local.replace(hour=USUAL_CLOSE.hour, minute=0) if session is None else session.closes_at
    return (closes_at.astimezone(NEW_YORK) - CLOSING_CUT_OFF).time().replace(second=0, microsecond=0)
