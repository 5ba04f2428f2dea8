"""Stories of streams that say nothing, too much, or what nobody understands."""

from unittest import mock

from botspec.domain.rows import IntentRow, NoteRow
from tests.faults.simulation.network import Network
from tests.faults.stories.scenes import outage, scene

KILL_WITH_FLATTEN = {"seed": 12, "kill_at": 70}


def test_story_24_an_update_told_twice_makes_nothing_twice():
    found = scene(rates={"stream_duplicate": 1.0})
    assert found.verdict.injected["stream_duplicate"] > 10
    assert set(found.posts.values()) == {1}


def test_story_25_a_mute_socket_costs_no_bar():
    found = scene(rates={"stream_mute": 0.5})
    assert found.verdict.injected["stream_mute"] > 3
    assert found.marks == scene().marks


def test_story_26_a_connection_lost_again_and_again_costs_no_bar():
    found = scene(rates={"stream_close": 0.4, "stream_drop": 0.4})
    assert found.marks == scene().marks


def test_story_27_with_updates_dead_the_trading_goes_on():
    found = scene(rates={"stream_drop": 1.0})
    assert found.posts == scene().posts


def test_story_28_a_word_nobody_knows_loses_no_order():
    found = scene(rates={"unknown_word": 0.4, "stream_malformed": 0.4})
    assert found.verdict.injected["unknown_word"] > 10
    assert found.verdict.orders == len(found.filled)


def test_story_29_a_fill_nobody_told_is_read():
    found = scene(rates={"stream_drop": 1.0, "partial_fill": 0.5})
    assert len(found.filled) > 3  # that each is booked to the share is the oracle's


def test_story_30_while_nothing_can_be_read_no_order_leaves():
    right, blind, left = Network._fault, [], []

    def fault(network, method):
        if 60 <= network.count <= 75 and not network.calm:
            if method == "GET":
                blind.append(network.count)
                return "lost_before"
            if method == "POST" and blind:
                left.append(network.count)
        return right(network, method)

    with mock.patch.object(Network, "_fault", fault):
        found = scene()
    assert len(blind) > 10
    assert left == []
    assert "UNAVAILABLE" in {row.code for row in found.of(NoteRow)}


def test_story_31_what_filled_during_an_outage_is_booked():
    with outage(60, 78):
        found = scene(rates={"partial_fill": 0.6})
    assert found.verdict.injected["not_connected"] > 5
    assert found.filled


def test_story_32_a_missed_fill_closes_a_position_once():
    found = scene(rates={"stream_drop": 1.0}, **KILL_WITH_FLATTEN)
    closed = [row.intent.request.symbol for row in found.of(IntentRow) if row.intent.leg == "flatten"]
    assert closed
    assert len(closed) == len(set(closed))


def test_story_45_without_a_word_from_the_stream_orders_still_leave():
    found = scene(rates={"stream_mute": 1.0})
    assert found.verdict.orders == scene().verdict.orders > 0
