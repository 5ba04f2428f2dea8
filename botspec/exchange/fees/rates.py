"""Regulatory fee rates on US stocks: one dated table, with where each row comes from.

A rate is *known* where a source names it for that date. Between and beyond, the nearest known rate (in days) stands in,
and `guessed` says so, so that a report can show it. The CAT fee did not exist before its first row: there it is zero.

Sources: Alpaca's regulatory fees page and two dated copies of its support article, notices of the SEC (Section 31
fee) and of FINRA (Trading Activity Fee, Consolidated Audit Trail fees).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache


class FeeType(StrEnum):
    """The three regulatory fees, as Alpaca books them."""

    REG = "REG"
    TAF = "TAF"
    CAT = "CAT"


@dataclass(frozen=True, slots=True)
class Rate:
    """`rate` is a share of the principal for REG, USD per share for TAF and CAT; `cap` is USD per trade."""

    fee: FeeType
    known_from: date
    known_to: date
    rate: Decimal
    source: str
    cap: Decimal | None = None

    def distance(self, on: date) -> int:
        """Days between `on` and the nearest day this rate is known for; 0 when it covers `on`."""
        return max((self.known_from - on).days, (on - self.known_to).days, 0)


MILLION = Decimal(1_000_000)


def _reg(known_from: date, known_to: date, per_million: str, source: str) -> Rate:
    return Rate(FeeType.REG, known_from, known_to, Decimal(per_million) / MILLION, source)


def _taf(known_from: date, known_to: date, per_share: str, cap: str, source: str) -> Rate:
    return Rate(FeeType.TAF, known_from, known_to, Decimal(per_share), source, Decimal(cap))


def _cat(known_from: date, known_to: date, per_share: str, source: str) -> Rate:
    return Rate(FeeType.CAT, known_from, known_to, Decimal(per_share), source)


RATES: tuple[Rate, ...] = (
    _reg(date(2019, 4, 15), date(2019, 4, 15), "13.00", "SEC fee rate advisory: rate until 2019-04-15"),
    _reg(date(2019, 4, 16), date(2019, 4, 16), "20.70", "SEC fee rate advisory: from 2019-04-16"),
    _reg(date(2021, 2, 24), date(2021, 2, 24), "22.10", "SEC fee rate advisory: rate until 2021-02-24"),
    _reg(date(2021, 2, 25), date(2021, 3, 31), "5.10", "SEC fee rate advisory: from 2021-02-25"),
    _reg(date(2021, 4, 1), date(2021, 4, 30), "8.00", "Alpaca support article on regulatory fees, copy of 2021-04"),
    _reg(date(2024, 5, 22), date(2025, 5, 13), "27.80", "Alpaca regulatory fees page; SEC fee rate advisory"),
    _reg(date(2025, 5, 14), date(2026, 2, 27), "0.00", "SEC fee rate advisory: from 2025-05-14"),
    _taf(date(2012, 6, 30), date(2012, 6, 30), "0.000075", "3.75", "FINRA notice of 2012-06: the rate before"),
    _taf(date(2012, 7, 1), date(2012, 7, 1), "0.000090", "4.50", "FINRA notice of 2012-06: the new rate"),
    _taf(
        date(2024, 1, 1), date(2025, 12, 31), "0.000166", "8.30", "Alpaca regulatory fees page, copies of 2024 and 2025"
    ),
    _cat(date(2025, 1, 1), date(2025, 4, 30), "0.000046", "Alpaca regulatory fees page, first copy of 2025"),
    _cat(date(2025, 5, 1), date(2025, 8, 31), "0.000053", "Alpaca regulatory fees page, second copy of 2025"),
    _cat(date(2025, 9, 1), date(2025, 12, 31), "0.0000265", "Alpaca regulatory fees page, third copy of 2025"),
)


@lru_cache(maxsize=4096)
def rate(fee: FeeType, on: date) -> Rate | None:
    """The rate used for `on`: the one known for that day, else the nearest known one; None before CAT existed."""
    rows = [row for row in RATES if row.fee is fee]
    if fee is FeeType.CAT and on < rows[0].known_from:
        return None
    return min(rows, key=lambda row: row.distance(on))


def guessed(first: date, last: date) -> tuple[str, ...]:
    """One sentence for each fee whose rate is not known for every day of the period."""
    return tuple(_sentence(fee, first, last) for fee in FeeType if not _known(fee, first, last))


def _known(fee: FeeType, first: date, last: date) -> bool:
    return all(_covered(fee, day) for day in _edges(fee, first, last))


def _covered(fee: FeeType, on: date) -> bool:
    used = rate(fee, on)
    return used is None or used.distance(on) == 0


def _edges(fee: FeeType, first: date, last: date) -> list[date]:
    """The days on which coverage can change: both ends, and the day after each known stretch."""
    after = [row.known_to + timedelta(days=1) for row in RATES if row.fee is fee]
    return [first, last, *(day for day in after if first <= day <= last)]


def _sentence(fee: FeeType, first: date, last: date) -> str:
    used = {row.source for day in _edges(fee, first, last) if (row := rate(fee, day)) is not None}
    listed = "; ".join(sorted(used))
    return f"The {fee} rate is not known for all of {first} to {last}: the nearest known rate was used ({listed})."
