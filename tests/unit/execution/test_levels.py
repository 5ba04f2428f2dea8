"""Where exits stand, line by line: a position bought or sold short at 100 USD, and the prices a reader expects."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from botspec.domain.exits import Distance, ExitPlan, Rung, Unit
from botspec.domain.values import Bars, Duration
from botspec.execution.levels import Standing, due, is_closing, out_of_time, stop_level, stops, targets

AT = datetime(2010, 1, 4, 21, tzinfo=UTC)
LONG, SHORT = 1, -1


def far(text: str) -> Distance:
    """`4%`, `2 USD`, or `@95` for the price itself."""
    if text.endswith("%"):
        return Distance(Unit.RATIO, Decimal(text[:-1]) / 100)
    if text.startswith("@"):
        return Distance(Unit.PRICE, Decimal(text[1:]))
    return Distance(Unit.USD, Decimal(text.removesuffix(" USD")))


def at(sign: int, best: str = "100") -> Standing:
    return Standing(sign, Decimal(100), Decimal(best))


@pytest.mark.parametrize(
    ("stop", "long", "short"),
    [("4%", "96", "104"), ("2.50 USD", "97.5", "102.5"), ("0.5%", "99.5", "100.5")],
)
def test_stop_loss(stop: str, long: str, short: str) -> None:
    plan = ExitPlan(stop_loss=far(stop))
    for sign, price in ((LONG, long), (SHORT, short)):
        level = stop_level(plan, at(sign))
        assert level is not None
        assert (level.leg, level.price) == ("stop_loss", Decimal(price))


def test_a_price_is_the_level_on_either_side() -> None:
    assert [level.price for level in stops(ExitPlan(stop_loss=far("@95")), at(LONG))] == [95]
    assert [level.price for level in stops(ExitPlan(stop_loss=far("@105")), at(SHORT))] == [105]
    assert targets(ExitPlan(take_profit=(Rung(far("@110"), Decimal(1)),)), at(LONG)) == (110,)


@pytest.mark.parametrize(
    # stop 4 %; trail 5 % once the position has gained 2 %; at 3 % the stop moves to entry + 0.1 %
    ("sign", "best", "leg", "price"),
    [
        (LONG, "100", "stop_loss", "96"),
        (LONG, "101.99", "stop_loss", "96"),
        (LONG, "102", "trailing_stop", "96.9"),  # 102 x 0.95 is above 96
        (LONG, "103", "break_even", "100.1"),  # and above 103 x 0.95 = 97.85
        (LONG, "105", "break_even", "100.1"),
        (LONG, "110", "trailing_stop", "104.5"),
        (SHORT, "100", "stop_loss", "104"),
        (SHORT, "98", "trailing_stop", "102.9"),
        (SHORT, "97", "break_even", "99.9"),
        (SHORT, "90", "trailing_stop", "94.5"),
    ],
)
def test_the_tightest_stop_counts(sign: int, best: str, leg: str, price: str) -> None:
    plan = ExitPlan(
        stop_loss=far("4%"), trail=far("5%"), trail_after=far("2%"), even_after=far("3%"), even_offset=far("0.1%")
    )
    level = stop_level(plan, at(sign, best))
    assert level is not None
    assert (level.leg, level.price) == (leg, Decimal(price))


def test_a_trail_without_a_gain_follows_at_once() -> None:
    level = stop_level(ExitPlan(trail=far("3 USD")), at(LONG, "104"))
    assert level is not None
    assert level.price == 101
    assert stop_level(ExitPlan(), at(LONG)) is None


LADDER = (Rung(far("4%"), Decimal("0.5")), Rung(far("9%"), Decimal("0.5")))
PARTLY = (Rung(far("4%"), Decimal("0.3")), Rung(far("9%"), Decimal("0.3")))


@pytest.mark.parametrize(
    ("sign", "rungs", "close", "entered", "sold", "sells"),
    [
        (LONG, LADDER, "103.99", 25, 0, 0),
        (LONG, LADDER, "104", 25, 0, 12),  # half of 25, toward zero
        (LONG, LADDER, "108.99", 25, 12, 0),
        (LONG, LADDER, "109", 25, 12, 13),  # the rest
        (LONG, LADDER, "120", 25, 0, 25),  # both at once
        (LONG, LADDER, "104", 25, 7, 5),  # a part that filled in part goes on
        (LONG, LADDER, "104", 1, 0, 0),  # half a share is none
        (LONG, PARTLY, "109", 25, 7, 7),  # 7 and 7: 11 shares stay
        (SHORT, LADDER, "96", 25, 0, 12),
        (SHORT, LADDER, "96.01", 25, 0, 0),
        (SHORT, LADDER, "91", 25, 12, 13),
    ],
)
def test_a_ladder(sign: int, rungs: tuple[Rung, ...], close: str, entered: int, sold: int, sells: int) -> None:
    plan = ExitPlan(take_profit=rungs)
    assert due(plan, at(sign), Decimal(close), Decimal(entered), Decimal(sold)) == sells


def test_parts_of_a_fractional_position_keep_nine_decimals() -> None:
    plan = ExitPlan(take_profit=(Rung(far("4%"), Decimal("0.3")),))
    assert due(plan, at(LONG), Decimal(104), Decimal("0.000000005"), Decimal(0)) == Decimal("0.000000001")


def test_time() -> None:
    assert not out_of_time(Bars(20), 19, AT, AT)
    assert out_of_time(Bars(20), 20, AT, AT)
    three_days = Duration(3 * 86_400, "3d")
    assert not out_of_time(three_days, 99, AT, AT + timedelta(days=3, seconds=-1))
    assert out_of_time(three_days, 0, AT, AT + timedelta(days=3))


@pytest.mark.parametrize(
    # bars of 15 minutes, five minutes before a close at 16:00 (21:00 UTC)
    ("closed", "before", "width", "last"),
    [
        ("20:30", 5, 15, False),
        ("20:45", 5, 15, True),  # the next bar ends at 21:00, too late
        ("21:00", 5, 15, False),  # over
        ("20:54", 5, 1, False),
        ("20:55", 5, 1, True),
        ("20:59", 5, 1, True),
    ],
)
def test_before_the_close(closed: str, before: int, width: int, last: bool) -> None:  # noqa: FBT001
    hour, minute = map(int, closed.split(":"))
    found = is_closing(AT.replace(hour=hour, minute=minute), AT, timedelta(minutes=before), timedelta(minutes=width))
    assert found is last
