"""Stories of orders sent twice, lost, or taken for dead."""

from datetime import timedelta
from decimal import Decimal
from unittest import mock

import pytest

from botspec.adapters.sqlite.store import Store
from botspec.adapters.system.mailbox import Mailbox
from botspec.adapters.system.switch import KillSwitch
from botspec.domain.commands import DISK, Ask, Command
from botspec.domain.orders import OrderStatus, Side
from botspec.domain.outcomes import Unknown
from botspec.domain.rows import FillRow, IntentRow, OutcomeRow
from botspec.ports.journal import JournalUnwritable
from botspec.run.booking import book_order
from botspec.run.reconcile import resolve
from tests.fakes.bots import a_bot, scripted
from tests.fakes.desks import a_desk, a_wish, at_row, reported, work
from tests.fakes.market import days
from tests.fakes.transport import FakeTransport, Reply, order_json
from tests.fakes.trials import only
from tests.faults.simulation.plan import Directed
from tests.faults.stories.scenes import AT, an_intent, asked, at_post, outage, scene

PANEL = days({"AAA": [(100.0,) * 4] * 3, "BBB": [(100.0,) * 4] * 3})
NIGHT, MORNING = at_row(PANEL, 0), at_row(PANEL, 1) - timedelta(hours=6)


def test_story_01_a_time_out_after_ordering_makes_no_second_order():
    found = at_post("timeout_after")
    assert found.verdict.orders == len(found.of(IntentRow))


@pytest.mark.parametrize("status", [429, 502, 504])
def test_story_02_a_post_leaves_once_whatever_the_status(status):
    transport = FakeTransport(Reply("<html>", status))
    assert isinstance(asked(transport).submit(an_intent(), AT), Unknown)
    assert transport.paths == ["POST /v2/orders"]


def test_story_03_an_order_whose_answer_was_lost_is_found_not_repeated():
    found = at_post("lost_after")
    assert "unknown" in {row.outcome for row in found.of(OutcomeRow)}
    assert set(found.posts.values()) == {1}


def test_story_04_what_was_heard_to_be_accepted_is_not_sent_again():
    desk, wish = a_desk(a_bot(scripted(3, 2))), a_wish("AAA", NIGHT)
    name = desk.bot.client_order_id(wish)
    desk.broker.answers[name] = Unknown("time-out")
    work(desk, wish, MORNING)
    book_order(desk, reported(desk, name), MORNING)
    resolve(desk, MORNING)
    assert [kind for kind, _ in desk.journal.log if kind in {"submit", "find"}] == ["submit"]


def test_story_05_a_retry_carries_the_id_of_the_first_attempt():
    found = at_post("lost_before")
    assert 2 in found.posts.values()
    assert found.posts.keys() == {row.intent.request.client_order_id for row in found.of(IntentRow)}


def test_story_06_an_outage_makes_no_order_vanish():
    with outage(60, 140):
        found = scene()
    assert found.verdict.injected["not_connected"] >= 10
    assert found.verdict.orders == len(found.filled) > 0


def test_story_07_what_filled_while_a_cancel_was_under_way_is_booked():
    desk = a_desk(a_bot(scripted(3, 2)))
    name = work(desk, a_wish("AAA", NIGHT), MORNING)
    desk.cancel(desk.state.working[name], "too late", MORNING)
    quantity = desk.state.working[name].intent.request.quantity
    told = {"filled_quantity": quantity, "filled_average_price": Decimal(100)}
    book_order(desk, reported(desk, name, status=OrderStatus.FILLED, **told), MORNING)
    assert desk.state.portfolio.quantity("AAA") == quantity
    scene("resting", directed=Directed("timeout_after", 1, "DELETE"))


@pytest.mark.parametrize("commit", range(2, 9))
def test_story_08_a_journal_that_cannot_be_written_leaves_nothing_unknown_to_it(commit):
    found = _with_failing_commit(commit)
    assert found.posts.keys() <= {row.intent.request.client_order_id for row in found.of(IntentRow)}


@pytest.mark.parametrize("commit", range(12, 17))
def test_story_09_a_locked_database_loses_no_trade(commit):
    found = _with_failing_commit(commit)
    assert sum((row.fill.quantity for row in found.of(FillRow)), Decimal(0)) == sum(found.filled.values())


def _with_failing_commit(commit):
    add, calls = Store.add, []

    def locked(store, links, columns):
        calls.append(1)
        if len(calls) == commit:
            raise JournalUnwritable("database is locked")
        add(store, links, columns)

    with mock.patch.object(Store, "add", locked):
        found = scene()
    assert found.verdict.reasons["exit JournalUnwritable"] == 1
    assert found.posts
    return found


def test_story_10_on_a_full_disk_a_person_and_the_bot_can_still_kill(tmp_path):
    mailbox = Mailbox(tmp_path)
    mailbox.open()
    with mock.patch.object(KillSwitch, "_write", side_effect=OSError(28, "No space left on device")):
        mailbox.pull(Command("kill", Ask.KILL, "a person", AT, "disk"))
    assert mailbox.killed() is not None
    full = Mailbox(tmp_path / "other", disk_full=lambda: True)
    assert full.killed().id == DISK


def test_story_11_after_its_fill_a_report_of_a_cancel_changes_nothing():
    desk = a_desk(a_bot(scripted(3, 2)))
    name = work(desk, a_wish("AAA", NIGHT), MORNING)
    told = {"filled_quantity": Decimal(30), "filled_average_price": Decimal(100)}
    book_order(desk, reported(desk, name, status=OrderStatus.FILLED, **told), MORNING)
    book_order(desk, reported(desk, name, status=OrderStatus.CANCELED), MORNING)
    resolve(desk, MORNING)
    assert desk.state.portfolio.quantity("AAA") == 30
    assert [kind for kind, _ in desk.journal.log if kind == "submit"] == ["submit"]


def test_story_12_a_late_fill_of_an_old_order_is_not_the_new_ones():
    desk = a_desk(a_bot(scripted(3, 2)))
    old, new = (work(desk, a_wish(symbol, NIGHT), MORNING) for symbol in ("AAA", "BBB"))
    told = {"filled_quantity": Decimal(5), "filled_average_price": Decimal(100)}
    book_order(desk, reported(desk, old, status=OrderStatus.CANCELED, **told), MORNING)
    assert desk.state.working[new].filled == 0
    assert [row.fill.client_order_id for row in only(desk.journal.rows(), FillRow)] == [old]


def test_story_13_not_found_at_the_start_is_not_taken_for_canceled():
    found = scene(deaths=(("submit answered", 2),), directed=Directed("not_yet_found", 1))
    assert found.verdict.died_at["submit answered"] == 1
    assert found.verdict.orders == len(found.filled)


GONE = Reply({"code": 40410000, "message": "order not found"}, 404)
TOO_LATE = Reply({"code": 42210000, "message": "order is not cancelable"}, 422)


@pytest.mark.parametrize("reply", [GONE, TOO_LATE])
def test_story_14_a_cancel_of_what_is_gone_is_an_answer(reply):
    transport = FakeTransport(Reply(order_json()), reply)
    assert asked(transport).cancel("b1-abcdef-123456-0011223344556677", AT) is False


def test_story_36_each_generation_has_an_id_of_its_own_and_always_the_same():
    bot = a_bot(scripted(3, 2))
    ids = [bot.client_order_id(a_wish("AAA", NIGHT, generation=number)) for number in (0, 0, 1)]
    assert ids[0] == ids[1] != ids[2]


def test_story_43_an_order_for_nothing_never_leaves():
    transport = FakeTransport(Reply(order_json()))
    with pytest.raises(ValueError, match="positive"):
        asked(transport).submit(an_intent(quantity=Decimal(0)), AT)
    desk = a_desk(a_bot(scripted(3, 2)))
    work(desk, a_wish("AAA", NIGHT, Side.SELL), MORNING)
    assert transport.requests == []
    assert only(desk.journal.rows(), IntentRow) == []
