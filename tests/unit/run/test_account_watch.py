"""What the account is worth in units, by hand: money brought or taken away is no profit and no loss."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from botspec.domain.seen import AccountRow
from botspec.run.account_seen import AccountSeen, after_reading

if TYPE_CHECKING:
    from collections.abc import Sequence

AT = datetime(2024, 5, 6, 15, tzinfo=UTC)


def read(told: Sequence[tuple[int, int]]) -> list[AccountSeen]:
    seen: list[AccountSeen] = []
    for equity, moved in told:
        row = AccountRow(AT, Decimal(equity), Decimal(moved))
        seen.append(after_reading(seen[-1] if seen else None, row, Decimal(0)))
    return seen


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        # a loss is a loss
        ([(10_000, 0), (9_500, 0)], [10_000, 9_500]),
        # 10,000 brought double it: of 20,000 a loss of 1,000 is one of 5%, which is 500 of the 10,000 it counts
        ([(10_000, 0), (20_000, 10_000), (19_000, 0)], [10_000, 10_000, 9_500]),
        # 5,000 taken away while 200 were lost: 4,800 are left; of them 480 more are a tenth of 9,800
        ([(10_000, 0), (4_800, -5_000), (4_320, 0)], [10_000, 9_800, 8_820]),
    ],
)
def test_units_move_by_profit_and_loss_alone(told: list[tuple[int, int]], counted: list[float]) -> None:
    assert [each.counted for each in read(told)] == pytest.approx(counted)


@pytest.mark.parametrize("equity", [0, -1])
def test_an_account_without_worth_is_not_known(equity: int) -> None:
    assert math.isnan(read([(10_000, 0), (equity, 0)])[-1].counted)
