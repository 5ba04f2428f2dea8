"""An order id is a function of the decision: the same twice, another one for anything else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from botspec.domain.intents import Leg, Wanted
from botspec.domain.orders import Side
from botspec.execution.identity import client_order_id, intent_id, order_prefix

WANTED = Wanted(
    symbol="AAPL",
    side=Side.BUY,
    leg=Leg.ENTRY,
    rule="enter",
    decided_at=datetime(2024, 11, 25, 21, tzinfo=UTC),
    quantity=Decimal(10),
    reference_price=Decimal("230.5"),
)
DIGEST = "ab" * 32


def named(account: str = "main", bot: str = "dip", digest: str = DIGEST, wanted: Wanted = WANTED) -> str:
    return client_order_id(account, bot, digest, wanted)


def test_the_same_decision_has_the_same_id_in_every_process() -> None:
    assert named() == "b1-f8d938-ababab-07978a636bbc70bf"
    assert intent_id("main", "dip", DIGEST, WANTED) == named().rpartition("-")[2]


@pytest.mark.parametrize(
    "other",
    [
        named(account="other"),
        named(bot="dap"),
        named(digest="cd" * 32),
        named(digest="ab" * 31 + "ac"),
        named(wanted=replace(WANTED, symbol="AAP")),
        named(wanted=replace(WANTED, leg=Leg.EXIT)),
        named(wanted=replace(WANTED, leg=Leg.FLATTEN)),
        named(wanted=replace(WANTED, decided_at=WANTED.decided_at + timedelta(microseconds=1))),
        named(wanted=replace(WANTED, generation=1)),
        named(account="mai", bot="ndip"),
    ],
)
def test_another_decision_has_another(other: str) -> None:
    assert other != named()


def test_an_estimate_made_anew_is_the_same_decision() -> None:
    again = replace(WANTED, quantity=Decimal(11), reference_price=Decimal(231), limit_price=Decimal(230))
    assert named(wanted=again) == named()


@pytest.mark.parametrize("name", ["a", "x" * 200, "böt with spaces"])
def test_short_enough_for_any_name(name: str) -> None:
    assert len(named(account=name, bot=name)) == 33  # Alpaca's oldest limit is 48
    assert named(account=name, bot=name).isascii()


def test_a_bots_orders_are_known_by_their_beginning_whatever_the_spec_says() -> None:
    assert named().startswith(order_prefix("main", "dip"))
    assert named(digest="cd" * 32).startswith(order_prefix("main", "dip"))
    assert not named(bot="other").startswith(order_prefix("main", "dip"))
