"""What is not known is neither zero nor fine: a limit denies, a guard of health has nothing to say yet."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from pydantic import ValidationError

from botspec.risk.guards.health import Health
from botspec.risk.limits.limit import judge
from botspec.risk.limits.no_entry import NoEntryParams
from tests.fakes.bots import a_guard, a_limit
from tests.unit.risk.test_limit_table import BUY, TEN, book

NAN = Decimal("NaN")
HEALTH = Health(Decimal(10_000))


@pytest.mark.parametrize(("kind", "limit"), [("account_drift", "1%"), ("reconcile_mismatch", "1 shares")])
def test_an_account_that_was_not_looked_at_says_nothing(kind: str, limit: str) -> None:
    assert a_guard(kind, limit).check(HEALTH) is None


@pytest.mark.parametrize(("drift", "trips"), [("99.99", False), ("100", True), ("-100", True), ("-99.99", False)])
def test_money_that_moved_beside_the_bot(drift: str, trips: bool) -> None:  # noqa: FBT001
    health = replace(HEALTH, drift=Decimal(drift))
    assert (a_guard("account_drift", "1%").check(health) is not None) is trips


def test_part_of_an_equity_that_is_not_known_is_nothing_and_trips() -> None:
    health = replace(HEALTH, drift=Decimal(1), equity=Decimal("NaN"))
    sign = a_guard("account_drift", "1%").check(health)
    assert sign is not None
    assert (sign.used, sign.limit) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("unequal", "orders", "told"),
    [
        ({"AAA": "1"}, {}, None),
        ({"AAA": "2", "BBB": "-3"}, {}, (3.0, "AAA; BBB")),
        ({"AAA": "-1"}, {"an order of ours is not there": "AAA"}, (1.0, "an order of ours is not there")),
        ({}, {"one more": "BBB"}, (0.0, "one more")),
    ],
)
def test_shares_and_orders_that_differ(
    unequal: dict[str, str], orders: dict[str, str], told: tuple[float, str] | None
) -> None:
    health = replace(HEALTH, unequal={key: Decimal(each) for key, each in unequal.items()}, unequal_orders=orders)
    sign = a_guard("reconcile_mismatch", "1 shares").check(health)
    assert (None if sign is None else (sign.used, sign.cause)) == told


@pytest.mark.parametrize("decided", [None, NAN, Decimal(0), Decimal("Infinity")])
def test_a_move_from_a_price_that_is_not_known_is_too_far(decided: Decimal | None) -> None:
    proposal = replace(BUY, decided_price=decided)
    assert judge(proposal, book(), (a_limit("max_price_deviation", "50%"),)).denied_by == "max_price_deviation"


@pytest.mark.parametrize(
    ("kind", "limit"),
    [
        ("no_entry", {"first": "1m"}),
        ("trading_window", {"from": {"after_open": "1m"}, "to": {"before_close": "1m"}}),
    ],
)
def test_without_a_session_nothing_is_within_hours(kind: str, limit: dict[str, object]) -> None:
    assert judge(BUY, book(at=TEN), (a_limit(kind, limit),)).denied_by is None
    assert judge(BUY, replace(book(at=TEN), session=None), (a_limit(kind, limit),)).denied_by == kind


def test_no_entry_says_when() -> None:
    with pytest.raises(ValidationError, match="missing key 'first' or 'last'"):
        NoEntryParams.model_validate({"limit": {}})


@pytest.mark.parametrize("kind", ["max_orders_per_day", "max_orders_per_symbol"])
def test_orders_that_nobody_counted_are_too_many(kind: str) -> None:
    uncounted = replace(book(), orders_today=None)
    assert judge(BUY, uncounted, (a_limit(kind, 9),)).denied_by == kind
    assert judge(BUY, uncounted.approving(BUY), (a_limit(kind, 9),)).denied_by == kind
