"""Regulatory fee rates on US stocks: one dated table, with where each row comes from.

A rate is *known* where a source names it for that date. Between and beyond, the nearest known rate (in days) stands in,
and `guessed` says so, so that a report can show it. The CAT fee did not exist before its first row: there it is zero.

Each row names its source: advisories of the SEC (Section 31 fee), notices of FINRA (Trading Activity Fee), Alpaca's
page on regulatory fees (Consolidated Audit Trail).
"""

from __future__ import annotations

from collections.abc import Iterator
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
ONE_DAY = timedelta(days=1)
TRADER_STATUS = "table of SEC fee rates at traderstatus.com"
FINRA_08 = "FINRA Information Notice 3/10/08"
FINRA_10 = "FINRA Information Notice 3/10/10"
SEC_2011 = "SEC Fee Rate Advisory 5 for fiscal 2011 (2010-255)"
SEC_2012 = "SEC Fee Rate Advisory 5 for fiscal 2012"
FINRA_14 = "FINRA Information Notice 3/3/14"
FINRA_18 = "FINRA Information Notice 5/7/18"
SEC_2019 = "SEC Fee Rate Advisory 2 for fiscal 2019"
SEC_2020 = "FINRA Information Notice 2/3/20"
SEC_2021 = "SEC Fee Rate Advisory 2 for fiscal 2021"
SEC_2023 = "SEC fee rate advisory of 2023-01-23"
SEC_2024 = "SEC Fee Rate Advisory 2 for fiscal 2024"
FINRA_25 = "FINRA Information Notice 4/24/25"
CAT_PAGES = "Alpaca's fee page of 2025, whose copies say 0.0000265, 0.000046 and 0.000053: the highest is used"


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _reg(known_from: str, known_to: str, per_million: str, source: str) -> Rate:
    return Rate(FeeType.REG, _day(known_from), _day(known_to), Decimal(per_million) / MILLION, source)


def _taf(known_from: str, known_to: str, per_share: str, cap: str, source: str) -> Rate:
    return Rate(FeeType.TAF, _day(known_from), _day(known_to), Decimal(per_share), source, Decimal(cap))


def _cat(known_from: str, known_to: str, per_share: str, source: str) -> Rate:
    return Rate(FeeType.CAT, _day(known_from), _day(known_to), Decimal(per_share), source)


RATES: tuple[Rate, ...] = (
    _reg("2001-12-27", "2001-12-27", "33.30", TRADER_STATUS),
    _reg("2001-12-28", "2002-03-31", "15.00", TRADER_STATUS),
    _reg("2002-04-01", "2003-03-21", "30.10", TRADER_STATUS),
    _reg("2003-03-22", "2003-03-31", "25.20", TRADER_STATUS),
    _reg("2003-04-01", "2004-02-21", "46.80", TRADER_STATUS),
    _reg("2004-02-22", "2004-03-31", "39.00", TRADER_STATUS),
    _reg("2004-04-01", "2005-01-06", "23.40", TRADER_STATUS),
    _reg("2005-01-07", "2005-03-31", "32.90", TRADER_STATUS),
    _reg("2005-04-01", "2005-12-21", "41.80", TRADER_STATUS),
    _reg("2005-12-22", "2005-12-22", "30.70", TRADER_STATUS),
    _reg("2007-05-07", "2007-09-30", "15.30", "SEC Fee Rate Advisory 1 for fiscal 2008 (2007-89)"),
    _reg("2008-02-29", "2008-03-31", "11.00", FINRA_08),
    _reg("2008-04-01", "2009-04-09", "5.60", FINRA_08),
    _reg("2009-04-10", "2009-10-02", "25.70", "Traders Magazine 2009-04-15; FINRA Information Notice 10/2/09"),
    _reg("2010-03-10", "2010-03-31", "12.70", FINRA_10),
    _reg("2010-04-01", "2011-01-20", "16.90", FINRA_10),
    _reg("2011-01-21", "2012-02-20", "19.20", SEC_2011),
    _reg("2012-02-21", "2012-02-21", "18.00", SEC_2012),
    _reg("2012-11-15", "2013-03-27", "22.40", "SEC Fee Rate Advisory 2 for fiscal 2013 (2012-232)"),
    _reg("2014-03-03", "2014-03-17", "17.40", FINRA_14),
    _reg("2014-03-18", "2014-12-11", "22.10", f"{FINRA_14} and 10/7/14"),
    _reg("2016-02-25", "2016-09-30", "21.80", "FINRA Information Notice 3/15/16"),
    _reg("2018-05-07", "2018-05-21", "23.10", FINRA_18),
    _reg("2018-05-22", "2019-04-15", "13.00", FINRA_18),
    _reg("2019-04-16", "2020-02-17", "20.70", SEC_2019),
    _reg("2020-02-18", "2021-02-24", "22.10", SEC_2020),
    _reg("2021-02-25", "2021-02-25", "5.10", SEC_2021),
    _reg("2023-01-23", "2023-02-26", "22.90", SEC_2023),
    _reg("2023-02-27", "2024-05-21", "8.00", SEC_2023),
    _reg("2024-05-22", "2025-05-13", "27.80", SEC_2024),
    _reg("2025-05-14", "2026-02-27", "0.00", FINRA_25),
    _taf("2005-06-08", "2011-06-30", "0.000075", "3.75", "FINRA Regulatory Notice 11-27"),
    _taf("2011-07-01", "2012-02-29", "0.000090", "4.50", "FINRA Regulatory Notice 11-27"),
    _taf("2012-03-01", "2012-05-10", "0.000095", "4.75", "FINRA Regulatory Notice 12-06"),
    _taf("2024-01-01", "2025-12-31", "0.000166", "8.30", "Alpaca's fee page, copies of 2024 and 2025"),
    _cat("2025-01-01", "2025-01-01", "0.000053", CAT_PAGES),
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
    sentences = []
    for fee in FeeType:
        gaps = ", ".join(f"{start} to {end}" for start, end in _gaps(fee, first, last))
        if gaps:
            sentences.append(f"{fee} fee: the rate is not known for {gaps}; the nearest known rate was used.")
    return tuple(sentences)


def _gaps(fee: FeeType, first: date, last: date) -> Iterator[tuple[date, date]]:
    """Stretches of [first, last] without a known rate; the days before CAT existed are none."""
    rows = [row for row in RATES if row.fee is fee]
    cursor = max(first, rows[0].known_from) if fee is FeeType.CAT else first
    for row in rows:
        if cursor < row.known_from and cursor <= last:
            yield cursor, min(row.known_from - ONE_DAY, last)
        cursor = max(cursor, row.known_to + ONE_DAY)
    if cursor <= last:
        yield cursor, last
