"""Every limit on both sides of the market, by hand.

Equity 10,000 USD, all of it cash unless said. Orders at the market are sized at 100 USD and reckoned at 102.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from botspec.compiler.catalog import Family, kinds
from botspec.domain.intents import Leg, Proposal
from botspec.domain.orders import OrderType, Side, TimeInForce
from botspec.market.calendar import session_on
from botspec.risk.limits.blackout import Blackout, BlackoutParams
from botspec.risk.limits.book import Book
from botspec.risk.limits.capital import Capital
from botspec.risk.limits.exposure import Exposure, known_exposures
from botspec.risk.limits.facts import MarketFacts
from botspec.risk.limits.limit import Limit, judge
from tests.fakes.bots import a_limit

TEN = datetime(2024, 11, 26, 15, 0, tzinfo=UTC)  # 10:00 in New York, half an hour after the open
HALF_DAY = datetime(2024, 11, 29, 17, 45, tzinfo=UTC)  # 12:45, a quarter of an hour before an early close
FACTS = MarketFacts(
    average_volume=Decimal(1000), dollar_volume=Decimal(5_000_000), spread=Decimal("0.001"), easy_to_borrow=True
)


def order(side: str, quantity: int, limit: object = None, leg: Leg = Leg.ENTRY) -> Proposal:
    """An order in AAA."""
    kind = OrderType.MARKET if limit is None else OrderType.LIMIT
    price = None if limit is None else Decimal(str(limit))
    made = Proposal("AAA", Side(side), leg, kind, TimeInForce.DAY, Decimal(quantity), Decimal(100), price)
    return replace(made, decided_price=Decimal(96))


def held(shares: int, **flying: tuple[int, int]) -> Exposure:
    """Shares at 100 USD, and (shares, USD) that orders may still buy and sell."""
    buying, selling = flying.get("buying", (0, 0)), flying.get("selling", (0, 0))
    return Exposure(*(Decimal(number) for number in (shares, 100 * shares, *buying, *selling)))


def book(cash: int = 10_000, at: datetime = TEN, facts: MarketFacts = FACTS, **exposures: Exposure) -> Book:
    return Book(
        equity=Decimal(10_000),
        cash=Decimal(cash),
        exposures=known_exposures(exposures),
        orders_last_minute=0,
        leaves_at=at,
        session=session_on(at.date()),
        facts=lambda symbol: facts if symbol == "AAA" else NOTHING,
    )


BUY, SHORT = order("buy", 10), order("sell", 10)
PAIR = book(BBB=held(-30))  # 3,000 USD short in BBB
NOTHING = MarketFacts()

TABLE = [
    # what is owed counts as what is owned: 10 x 102 = 1,020
    ("max_position", "10.2%", SHORT, book(), "1020", "1000 + 20", True),
    ("max_position", "10%", SHORT, book(), "1020", "1000", False),
    ("max_position", "1020 USD", order("sell", 10, 90), book(), "1000", "1020", True),  # sold at 100 or better, not 90
    ("max_position", "1100 USD", order("sell", 10, 110), book(), "1100", "1100", True),
    ("max_position", "10 shares", SHORT, book(), "10", "10", True),
    # short 10 already, 5 more being sold: 25 in all; a buy in flight is not set off
    ("max_position", "20 shares", SHORT, book(AAA=held(-10, selling=(5, 510))), "25", "20", False),
    ("max_position", "20 shares", SHORT, book(AAA=held(-10, buying=(10, 1020))), "20", "20", True),
    # long 4, sells 10: short 6 in the worst case, which is 6/10 of 1,020; long 4 is less
    ("max_position", "612 USD", SHORT, book(AAA=held(4)), "612", "612", True),
    ("max_position", "5 shares", SHORT, book(AAA=held(4)), "6", "5", False),
    # short 4, buys 10: long 6
    ("max_position", "612 USD", BUY, book(AAA=held(-4)), "612", "612", True),
    # 3,000 short and 1,020 long are 4,020 gross and, with BBB closed by nobody, at most 3,000 net
    ("max_gross_exposure", "4020 USD", BUY, PAIR, "4020", "4020", True),
    ("max_gross_exposure", "40%", BUY, PAIR, "4020", "4000", False),
    ("max_net_exposure", "1980 USD", BUY, PAIR, "3000", "1980", False),
    ("max_net_exposure", "30%", BUY, PAIR, "3000", "3000", True),
    ("max_net_exposure", "40%", SHORT, PAIR, "4020", "4000", False),
    ("max_net_exposure", "20%", BUY, book(BBB=held(10)), "2020", "2000", False),
    ("max_leverage", "0.4", SHORT, PAIR, "4020", "4000", False),
    ("max_leverage", "0.5", SHORT, PAIR, "4020", "5000", True),
    # both sides may lose: nothing is set off
    ("gap_loss", {"shock": "10%", "limit": "402 USD"}, BUY, PAIR, "402", "402", True),
    ("gap_loss", {"shock": "10%", "limit": "4%"}, BUY, PAIR, "402", "400", False),
    ("max_open_positions", 1, SHORT, PAIR, "2", "1", False),
    ("max_open_positions", 2, SHORT, PAIR, "2", "2", True),
    ("max_order_notional", "1020 USD", SHORT, book(), "1020", "1020", True),
    ("min_cash", "9000 USD", SHORT, book(), "1020", "1000", False),
    # a short owes 1,020 and must be able to buy back
    ("sides", ["long"], SHORT, book(), "1", "0", False),
    ("sides", ["short"], SHORT, book(), "0", "0", True),
    ("easy_to_borrow_only", "true", SHORT, book(), "0", "0", True),
    ("easy_to_borrow_only", "true", SHORT, book(facts=replace(FACTS, easy_to_borrow=False)), "1", "0", False),
    ("easy_to_borrow_only", "true", SHORT, book(facts=NOTHING), "1", "0", False),
    ("easy_to_borrow_only", "true", BUY, book(facts=NOTHING), "0", "0", True),
    ("easy_to_borrow_only", "false", SHORT, book(facts=NOTHING), "0", "0", True),
    # 1% of 1,000 shares a bar
    ("max_order_volume", "1%", BUY, book(), "10", "10", True),
    ("max_order_volume", "0.9%", BUY, book(), "10", "9", False),
    ("max_order_volume", "50%", BUY, book(facts=NOTHING), "1", "0", False),
    ("min_dollar_volume", "5000000 USD", BUY, book(), "5000000", "5000000", True),
    ("min_dollar_volume", "5000001 USD", BUY, book(), "5000001", "5000000", False),
    ("min_dollar_volume", "1 USD", BUY, book(facts=NOTHING), "1", "0", False),
    ("max_spread", "0.1%", BUY, book(), "0.001", "0.001", True),
    ("max_spread", "0.09%", BUY, book(), "0.001", "0.0009", False),
    ("max_spread", "100%", BUY, book(facts=NOTHING), "1", "0", False),
    # decided at 96: 100 is 1/24 away, a limit of 94.08 is 2%
    ("max_price_deviation", "4.17%", BUY, book(), "100/96 - 1", "0.0417", True),
    ("max_price_deviation", "4.16%", BUY, book(), "100/96 - 1", "0.0416", False),
    ("max_price_deviation", "2%", order("buy", 10, "94.08"), book(), "0.02", "0.02", True),
    ("max_price_deviation", "1.9%", order("buy", 10, "94.08"), book(), "0.02", "0.019", False),
    # 10:00 is 1,800 seconds after the open
    ("no_entry", {"first": "30m"}, BUY, book(), "0", "0", True),
    ("no_entry", {"first": "31m"}, BUY, book(), "60", "0", False),
    ("no_entry", {"last": "15m"}, BUY, book(at=HALF_DAY), "0", "0", True),
    ("no_entry", {"last": "16m"}, BUY, book(at=HALF_DAY), "60", "0", False),
    ("no_entry", {"first": "1m"}, BUY, replace(book(), session=None), "1", "0", False),
    ("trading_window", {"from": {"after_open": "30m"}, "to": {"before_close": "30m"}}, BUY, book(), "0", "0", True),
    ("trading_window", {"from": {"after_open": "9m"}, "to": {"before_close": "9m"}}, BUY, book(), "0", "0", True),
    ("trading_window", {"from": {"after_open": "1h"}, "to": {"before_close": "1h"}}, BUY, book(), "1800", "0", False),
    (
        "trading_window",
        {"from": {"after_open": "1m"}, "to": {"before_close": "30m"}},
        BUY,
        book(at=HALF_DAY),
        "900",
        "0",
        False,
    ),
]


@pytest.mark.parametrize(("kind", "allowed", "proposal", "ledger", "used", "of", "within"), TABLE)
def test_used_of_allowed(
    kind: str, allowed: object, proposal: Proposal, ledger: Book, used: str, of: str, *, within: bool
) -> None:
    reading = a_limit(kind, allowed).measure(proposal, ledger)

    assert (reading.used, reading.allowed) == (_worked_out(used), _worked_out(of))
    assert reading.within is within
    assert (judge(proposal, ledger, [a_limit(kind, allowed)]).denied_by is None) is within


def _worked_out(sum_: str) -> Decimal:
    first, *rest = sum_.split()
    top, _, bottom = first.partition("/")
    value = Decimal(top) / Decimal(bottom or 1)
    return value + (Decimal(rest[1]) if rest[:1] == ["+"] else -Decimal(rest[1]) if rest else 0)


def test_own_cash_covers_what_a_short_sale_may_owe() -> None:
    assert judge(SHORT, book(cash=1020), [Capital()]).denied_by is None
    assert judge(SHORT, book(cash=1019), [Capital()]).denied_by == "capital"
    assert book().approving(SHORT).cash == 10_000 - 1020


EVERYTHING: list[Limit] = [
    Capital(),
    a_limit("max_position", "1%"),
    a_limit("sides", ["long"]),
    a_limit("max_spread", "0.001%"),
    a_limit("trading_window", {"from": {"after_open": "3h"}, "to": {"before_close": "1h"}}),
]


@pytest.mark.parametrize(
    ("what", "ledger", "free"),
    [
        (order("sell", 10), book(cash=0, AAA=held(10)), True),
        (order("sell", 11), book(cash=0, AAA=held(10)), False),
        (order("sell", 10), book(cash=0, AAA=held(10, selling=(1, 102))), False),
        (order("sell", 10), book(cash=0, AAA=held(10, buying=(99, 9999))), True),
        (order("buy", 10), book(cash=0, AAA=held(-10)), True),
        (order("buy", 11), book(cash=0, AAA=held(-10)), False),
        (order("buy", 10), book(cash=0, AAA=held(-10, buying=(1, 102))), False),
        (order("buy", 1), book(cash=0), False),
        (order("sell", 1, leg=Leg.EXIT), book(cash=0), False),  # called an exit, and opens a short
    ],
)
def test_only_what_can_do_nothing_but_shrink_is_never_denied(what: Proposal, ledger: Book, *, free: bool) -> None:
    assert (judge(what, ledger, EVERYTHING).denied_by is None) is free


def test_a_blackout_denies_on_its_days() -> None:
    days = {"AAA": [(date(2024, 11, 25), date(2024, 11, 26))], "BBB": [(date(2024, 11, 1), date(2024, 12, 1))]}
    unread = Blackout(BlackoutParams.model_validate({"limit": {"file": "earnings.csv"}}))
    limit = unread.on_days(days)

    assert judge(BUY, book(), [limit]).denied_by == "blackout"
    assert judge(BUY, book(at=HALF_DAY), [limit]).denied_by is None
    assert judge(BUY, replace(book(), leaves_at=None), [limit]).denied_by == "blackout"
    assert judge(BUY, book(at=HALF_DAY), [unread]).denied_by == "blackout"


@pytest.mark.parametrize(
    ("at", "free"),
    [
        (datetime(2024, 11, 25, 4, 59, tzinfo=UTC), True),  # a minute before it is the 25th in New York
        (datetime(2024, 11, 25, 5, 0, tzinfo=UTC), False),
        (datetime(2024, 11, 27, 4, 59, tzinfo=UTC), False),  # still the 26th there
        (datetime(2024, 11, 27, 5, 0, tzinfo=UTC), True),
    ],
)
def test_both_days_of_a_blackout_count_from_midnight_to_midnight_in_new_york(at: datetime, *, free: bool) -> None:
    unread = Blackout(BlackoutParams.model_validate({"limit": {"file": "earnings.csv"}}))
    limit = unread.on_days({"AAA": [(date(2024, 11, 25), date(2024, 11, 26))]})

    assert (judge(BUY, book(at=at), [limit]).denied_by is None) is free


def test_every_limit_is_in_one_of_the_tables() -> None:
    elsewhere = {
        "max_order_shares",
        "max_open_orders",
        "max_orders_per_minute",
        "max_orders_per_day",
        "max_orders_per_symbol",
        "min_price",
        "allowed_symbols",
        "restricted_symbols",
        "blackout",
    }
    assert {row[0] for row in TABLE} | elsewhere == set(kinds(Family.LIMIT))
