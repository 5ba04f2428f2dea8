"""Entries in USD, on bars a reader can check by eye.

10,000 USD, 30 % of it for a position, decided at a close of 100 and opened with the next day's open: 3,000.00 USD at
96.00 are 31.25 shares, at 110.00 they are 27.272727272 (nine digits, rounded down).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from botspec.domain.rows import DeniedRow, DroppedRow, IntentRow, NoteRow
from botspec.execution.policy import OrderPolicy, worth
from tests.fakes.bots import a_bot, a_limit, percent, scripted
from tests.fakes.market import days
from tests.fakes.trials import Trial, trial
from tests.fakes.world import World

IN_USD = OrderPolicy(notional=True)


def run(opens: float, **given: Any) -> Trial:
    """Opened at `opens`, left at 120."""
    bars = [(100.0,) * 4, (opens, 120.0, 90.0, 105.0), (120.0,) * 4]
    given = {"sizing": percent("30", fractional=True), "entry": IN_USD, **given}
    bot = a_bot(scripted(3, 1, {0: [0]}, {1: [0]}), ["AAA"], **given)
    panel = days({"AAA": bars})
    jumped, walked, world = trial(bot, panel), trial(bot, panel, fast=False), World(bot, panel)
    assert jumped.journal.seal() == walked.journal.seal()
    world.live()
    assert [row for row in world.rows if isinstance(row, IntentRow)] == jumped.rows(IntentRow)
    return jumped


@pytest.mark.parametrize(
    ("opens", "shares", "cash"),
    [
        (96.0, "31.25", "10750.00"),  # 7,000 + 31.25 x 120
        (110.0, "27.272727272", "10272.72727264"),
        (100.0, "30", "10600"),
    ],
)
def test_so_many_usd_become_so_many_shares(opens: float, shares: str, cash: str) -> None:
    done = run(opens)
    entry, leave = done.intents
    assert (entry.request.notional, entry.request.quantity) == (Decimal("3000.00"), 0)
    assert (leave.request.notional, leave.request.quantity) == (None, Decimal(shares))
    assert [fill.quantity for fill in done.fills] == [Decimal(shares)] * 2
    assert done.equity[-1] == pytest.approx(float(cash), abs=1e-6)
    assert [row.code for row in done.rows(NoteRow) if row.code == "OVERFILLED"] == []


def test_limits_count_the_amount_and_no_more() -> None:
    """An order in USD costs what it says at any price: no collar is put on it."""
    assert run(96.0, limits=(a_limit("max_order_notional", "3000 USD"),)).fills
    (denied,) = run(96.0, limits=(a_limit("max_order_notional", "2999.99 USD"),)).rows(DeniedRow)
    assert denied.reading.used == pytest.approx(Decimal(3000), abs=Decimal("0.0001"))


def test_less_than_a_dollar_is_not_sent() -> None:
    done = run(96.0, cash=3)
    assert done.intents == []
    assert [row.why for row in done.rows(DroppedRow)] == ["0.90 USD are less than an order in USD may be"]


@pytest.mark.parametrize(
    ("quantity", "price", "usd"), [("30.003000300", "33.33", "1000.00"), ("0.5", "10", "5.00"), ("3", "0.1234", "0.37")]
)
def test_cents_lost_to_the_last_digit_of_a_share_come_back(quantity: str, price: str, usd: str) -> None:
    assert worth(Decimal(quantity), Decimal(price)) == Decimal(usd)
