"""What is asked for, and what is not asked for again."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from botspec.data.history import history
from botspec.data.recorded import Days, Held, Recorded, merged, missing
from botspec.market.panel import ActionKind, CorporateAction

TODAY = date(2024, 6, 28)
DIVIDEND = CorporateAction("B", date(2024, 1, 10), ActionKind.CASH_DIVIDEND, Decimal("0.5"))


def day(number: int) -> date:
    return date(2024, 1, 1) + timedelta(days=number)


class Shelf:
    def __init__(self) -> None:
        self.held: dict[str, Held] = {}

    def read(self, symbol):
        return self.held.get(symbol)

    def write(self, symbol, held):
        self.held[symbol] = held


class Alpaca:
    """A bar a day, the ordinal its price."""

    def __init__(self) -> None:
        self.asked: list[tuple[tuple[str, ...], date, date]] = []
        self.asked_actions = 0
        self.broken_after: int | None = None

    def bars(self, symbols, days):
        if self.broken_after is not None and len(self.asked) >= self.broken_after:
            raise ConnectionError
        self.asked.append((tuple(symbols), days.first, days.last))
        ordinals = np.arange(days.first.toordinal(), days.last.toordinal() + 1)
        bars = Recorded(ordinals.astype(np.int64), np.tile(ordinals[:, np.newaxis].astype(float), (1, 5)))
        return dict.fromkeys(symbols, bars)

    def actions(self, symbols, days):
        self.asked_actions += 1
        return [each for each in (DIVIDEND,) if days.first <= each.ex_on <= days.last and each.symbol in symbols]


def test_all_symbols_are_asked_for_at_once_and_only_once():
    shelf, alpaca = Shelf(), Alpaca()
    wanted = Days(day(0), day(30))
    first = history(shelf, alpaca, ["A", "B"], wanted, TODAY)
    assert alpaca.asked == [(("A", "B"), day(0), day(30))]
    assert first["B"].actions == (DIVIDEND,)
    again = history(shelf, alpaca, ["A", "B"], wanted, TODAY)
    assert len(alpaca.asked) == alpaca.asked_actions == 1
    assert again["A"].bars.stamps.tolist() == first["A"].bars.stamps.tolist()


def test_only_what_is_missing_is_asked_for_and_no_hole_is_left():
    shelf, alpaca = Shelf(), Alpaca()
    history(shelf, alpaca, ["A"], Days(day(10), day(20)), TODAY)
    alpaca.asked.clear()
    history(shelf, alpaca, ["A", "B"], Days(day(5), day(30)), TODAY)
    assert alpaca.asked == [(("A",), day(5), day(9)), (("A",), day(21), day(30)), (("B",), day(5), day(30))]
    alpaca.asked.clear()
    found = history(shelf, alpaca, ["A", "B"], Days(day(40), day(41)), TODAY)
    assert alpaca.asked == [(("A", "B"), day(31), day(41))]
    assert found["A"].bars.stamps.tolist() == [day(number).toordinal() for number in range(5, 42)]


def test_a_day_that_is_not_over_is_asked_for_again():
    shelf, alpaca = Shelf(), Alpaca()
    wanted = Days(TODAY - timedelta(days=3), TODAY)
    assert history(shelf, alpaca, ["A"], wanted, TODAY)["A"].bars.stamps[-1] == TODAY.toordinal()
    history(shelf, alpaca, ["A"], wanted, TODAY)
    assert alpaca.asked[1:] == [(("A",), TODAY, TODAY)]
    assert len(shelf.held["A"].bars.stamps) == 4


def test_actions_that_may_still_be_filed_are_asked_for_again():
    shelf, alpaca = Shelf(), Alpaca()
    wanted = Days(TODAY - timedelta(days=30), TODAY - timedelta(days=20))
    for _ in range(2):
        history(shelf, alpaca, ["A"], wanted, TODAY)
    assert (len(alpaca.asked), alpaca.asked_actions) == (1, 2)


spans = st.tuples(st.integers(0, 200), st.integers(0, 60)).map(lambda pair: Days(day(pair[0]), day(sum(pair))))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(spans, st.sets(st.sampled_from("ABC"), min_size=1)), max_size=6))
def test_whatever_was_asked_before_the_answer_is_whole(questions):
    shelf, alpaca = Shelf(), Alpaca()
    for wanted, symbols in questions:
        found = history(shelf, alpaca, sorted(symbols), wanted, TODAY)
        for each in found.values():
            stamps = each.bars.stamps
            assert (np.diff(stamps) == 1).all()
            assert stamps[0] <= wanted.first.toordinal()
            assert stamps[-1] >= wanted.last.toordinal()
            inside = each.bars.between(wanted.first.toordinal(), wanted.last.toordinal() + 1)
            assert inside.values[:, 0].tolist() == inside.stamps.tolist()


def test_nothing_is_missing_of_no_days():
    assert missing(None, Days(day(2), day(1))) == ()


def test_what_is_said_later_counts():
    first = Recorded(np.array([1, 2], dtype=np.int64), np.ones((2, 5)))
    second = Recorded(np.array([2, 3], dtype=np.int64), np.full((2, 5), 2.0))
    assert merged(first, second).values[:, 0].tolist() == [1, 2, 2]
