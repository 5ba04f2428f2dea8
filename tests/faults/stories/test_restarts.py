"""Stories of restarts, of accounts that differ, and of two bots in one place."""

from dataclasses import replace
from decimal import Decimal
from unittest import mock

import pytest

from botspec.adapters.sqlite.journal import SqliteJournal
from botspec.domain.guards import Action
from botspec.domain.orders import OrderRequest, OrderType, Side, TimeInForce
from botspec.domain.rows import CancelRow, FillRow, IntentRow, OrderRow, OutcomeRow, TripRow
from botspec.ports.broker import Unavailable
from botspec.ports.journal import JournalLocked
from botspec.run.reconcile import Unreconciled, reconcile
from tests.fakes.bots import a_bot, scripted
from tests.fakes.desks import a_desk, a_wish, at_row, hold, reported, work
from tests.fakes.market import days
from tests.fakes.transport import FakeTransport, Reply
from tests.faults.simulation.network import Network
from tests.faults.stories.scenes import asked, scene

PANEL = days({"AAA": [(100.0,) * 4] * 3, "BBB": [(100.0,) * 4] * 3})
NIGHT = at_row(PANEL, 0)


def _executed(found):
    booked = {}
    for row in found.of(FillRow):
        booked[row.fill.client_order_id] = booked.get(row.fill.client_order_id, Decimal(0)) + row.fill.quantity
    return booked


@pytest.mark.parametrize("hit", [1, 2, 3])
def test_story_20_a_restart_in_the_middle_of_a_fill_books_it_once(hit):
    found = scene("short", deaths=(("booking a fill", hit),))
    assert found.verdict.died_at["booking a fill"] == 1
    assert _executed(found) == found.filled


def test_story_21_a_warm_restart_invents_no_fill():
    found = scene("short", deaths=(("recording a mark", 3), ("start", 1), ("recording a mark", 2)))
    assert found.verdict.lives == 4
    assert _executed(found) == found.filled


def test_story_22_restarts_send_nothing_twice():
    calm = scene("short")
    again = scene("short", deaths=(("recording a mark", 2), ("start", 1), ("start", 1), ("recording a mark", 1)))
    assert again.verdict.lives == 5
    assert again.posts == calm.posts


@pytest.mark.parametrize("hit", range(4, 10))
def test_story_23_a_worker_that_dies_at_a_commit_doubles_no_ledger(hit):
    found = scene("short", deaths=(("commit after", hit), ("commit before", 2)))
    assert _executed(found) == found.filled


def test_story_52_what_works_is_known_after_a_restart():
    found = scene("resting", deaths=(("recording a mark", 3),))
    calm = scene("resting")
    assert found.posts == calm.posts
    assert found.filled == calm.filled


@pytest.mark.parametrize("body", ["", "null", "{}", "<html>", '{"positions": []}'])
def test_story_53_positions_that_cannot_be_read_are_not_none(body):
    account = Reply({"account_number": "PA1", "status": "ACTIVE", "cash": "1", "equity": "1", "buying_power": "1"})
    with pytest.raises(Unavailable):
        asked(FakeTransport(account, Reply(body))).snapshot()


def test_story_54_a_mismatch_stops_entries():
    """Somebody buys by hand what the bot trades, in the middle of a run."""
    send, bought = Network.send, []

    def meddling(network, request, *given, **named):
        if network.count == 80 and not bought:
            bought.append(network.now)
            order = OrderRequest("by-hand", "IBM", Side.BUY, OrderType.MARKET, TimeInForce.DAY, Decimal(7))
            network.simulation.desk.submit(order)
        return send(network, request, *given, **named)

    with mock.patch.object(Network, "send", meddling), mock.patch("tests.faults.simulation.world._settle"):
        found = scene()
    trip = next(row.trip for row in found.of(TripRow) if row.trip.guard == "reconcile")
    assert trip.action is Action.BLOCK_ENTRIES
    assert [row for row in found.of(IntentRow) if row.at > trip.at and not row.intent.leg.reduces] == []


def test_story_56_a_second_writer_is_refused_and_a_strangers_order_seen(tmp_path):
    path = tmp_path / "journal.sqlite"
    with SqliteJournal(path, "create"), pytest.raises(JournalLocked):
        SqliteJournal(path, "append")
    desk, other = (a_desk(a_bot(scripted(3, 2))) for _ in range(2))
    hold(desk, "AAA", 5, 100, NIGHT)
    order = reported(other, work(other, a_wish("BBB", NIGHT), NIGHT))
    with pytest.raises(Unreconciled, match="is ours but not in the journal"):
        reconcile(desk, _account(order), NIGHT, first_start=False)


def _account(order):
    from tests.unit.run.test_reconcile import account

    return replace(account(("AAA", 5)), open_orders=(order,))


def test_story_17_no_stop_outlives_its_position():
    found = scene("bracket")
    assert "time_limit" in {row.intent.leg for row in found.of(IntentRow)}
    assert found.selling <= found.held


def test_story_35_an_exit_waits_until_its_shares_are_free():
    found = scene("bracket")
    assert found.of(CancelRow)
    assert [row for row in found.of(OutcomeRow) if row.outcome == "rejected"] == []
    canceled = {row.client_order_id: row.at for row in found.of(CancelRow)}
    ended = {row.order.request.client_order_id for row in found.of(OrderRow) if row.order.status.terminal}
    assert canceled.keys() <= ended
