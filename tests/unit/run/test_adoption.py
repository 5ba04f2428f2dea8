"""What a person, or the spec, accepts of what differs: it differs no more, and not a share or cent of anything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from botspec.domain.events import CashKind, CashMoved
from botspec.domain.rows import AdoptedRow
from botspec.run.adoption import take_over
from botspec.run.booking import book
from botspec.run.differences import Acceptance, Difference, adopt, find_differences, unclassified
from botspec.run.resume import recall
from botspec.spec.words import Existing
from tests.fakes.bots import a_bot, scripted
from tests.fakes.desks import a_desk, a_wish, at_row, hold, order_of, work
from tests.fakes.market import days
from tests.fakes.trials import only
from tests.unit.run.test_reconcile import account

if TYPE_CHECKING:
    from botspec.domain.account import AccountSnapshot
    from botspec.run.desk import Desk

PANEL = days({"AAA": [(100.0,) * 4] * 3, "BBB": [(100.0,) * 4] * 3})
NIGHT = at_row(PANEL, 0)
MORNING = at_row(PANEL, 1) - timedelta(hours=6)


def all_that_differs() -> tuple[Desk, AccountSnapshot]:
    """5 AAA where the broker has 3, an order nobody sent, a movement nobody understands, 40 USD less than known."""
    desk = a_desk(a_bot(scripted(3, 2), whole_account=True))
    hold(desk, "AAA", 5, 100, NIGHT)
    name = work(desk, a_wish("BBB", NIGHT), MORNING)
    ours = desk.state.working[name].intent
    stranger = replace(ours, request=replace(ours.request, client_order_id=f"{desk.bot.prefix}somebody"))
    book(desk, [CashMoved("u1", CashKind.UNCLASSIFIED, Decimal(-7), date(2010, 1, 5), MORNING, None, "REORG")])
    cash = desk.state.portfolio.cash + desk.state.set_aside - 40
    return desk, account(("AAA", 3), cash=str(cash), orders=(order_of(ours, MORNING), order_of(stranger, MORNING)))


def differing(desk: Desk, snapshot: AccountSnapshot) -> list[Difference]:
    return [*find_differences(desk, snapshot, first_start=False), *unclassified(desk)]


def accept(desk: Desk, found: Sequence[Difference], *what: str) -> list[Difference]:
    texts = [each.text for each in found if each.what in what]
    return adopt(desk, found, Acceptance(texts, "anna@desk", "seen at the broker"), MORNING)


EVERYTHING = ("position", "order", "set_aside", "cash")


@pytest.mark.parametrize("what", EVERYTHING)
def test_what_is_accepted_differs_no_more_and_the_rest_still_does(what: str) -> None:
    desk, snapshot = all_that_differs()
    found = differing(desk, snapshot)
    assert [each.what for each in found] == list(EVERYTHING)

    left = accept(desk, found, what)

    assert [each.what for each in left] == [each for each in EVERYTHING if each != what]
    assert [each.what for each in differing(desk, snapshot)] == [each.what for each in left]


def test_all_of_it_accepted_nothing_differs_and_the_journal_alone_says_so() -> None:
    desk, snapshot = all_that_differs()
    assert accept(desk, differing(desk, snapshot), "position", "order", "cash") != []
    assert accept(desk, differing(desk, snapshot), "set_aside") == []

    assert differing(desk, snapshot) == []
    assert [row.by for row in only(desk.journal.rows(), AdoptedRow)] == ["anna@desk"] * 4
    again = recall(desk.bot, desk.journal.rows()).desk(desk.bot, desk.journal, desk.broker)
    assert again.state.portfolio == desk.state.portfolio
    assert differing(again, snapshot) == []


def test_what_blocked_entries_blocks_none_once_it_is_accepted() -> None:
    desk, snapshot = all_that_differs()
    blocked = desk.state.no_entries("BBB")
    assert blocked is not None
    assert blocked[0] == "BLOCKED_BY_CASH"
    accept(desk, differing(desk, snapshot), "cash")
    assert desk.state.no_entries("BBB") is None


@pytest.mark.parametrize(
    ("existing", "left", "held", "foreign"),
    [(Existing.REFUSE, 2, 0, {}), (Existing.IGNORE, 1, 0, {"AAA": Decimal(9)}), (Existing.ADOPT, 1, 9, {})],
)
def test_a_first_start_does_with_what_is_there_what_the_spec_says(
    existing: Existing, left: int, held: int, foreign: dict[str, Decimal]
) -> None:
    """Nine AAA are there already, and the account may not trade: that nobody takes over."""
    desk = a_desk(a_bot(scripted(3, 2), existing=existing))
    snapshot = account(("AAA", 9), blocked=True)
    found = find_differences(desk, snapshot, first_start=True)

    assert len(take_over(desk, found, NIGHT)) == left
    assert desk.state.portfolio.quantity("AAA") == held
    assert desk.state.foreign == foreign
    assert len(find_differences(desk, snapshot, first_start=False)) == left
