"""A person asks: kill, flatten, stop, re-arm, adopt; and the broker that stops agreeing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from botspec.domain.account import BrokerPosition
from botspec.domain.commands import Ask
from botspec.domain.guards import Action
from botspec.domain.intents import Leg
from botspec.domain.rows import AdoptedRow, CancelRow, FillRow, IntentRow, NoteRow, ReleasedRow, TripRow
from botspec.market.moments import moment
from botspec.ports.broker import Unavailable
from botspec.run.reconcile import Unreconciled
from botspec.spec.words import Existing, OnStop
from tests.fakes.bots import a_bot, limit_order, scripted
from tests.fakes.market import days, order
from tests.fakes.person import Person
from tests.fakes.trials import only
from tests.fakes.world import Died, Trouble, World

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def a_world(rows: int = 5, **given: Any) -> tuple[World, Person]:
    """AAA is bought on day one, BBB would be on day three."""
    panel = days({symbol: [(100.0, 101.0, 99.0, 100.0)] * rows for symbol in ("AAA", "BBB")})
    bot = replace(a_bot(scripted(rows, 2, {0: [0], 2: [1]}), **given.pop("bot", {})), **given)
    world = World(bot, panel, heartbeat=HOUR, patience=timedelta(minutes=10))
    person = Person(lambda: world.venue.now)
    world.operator = person
    return world, person


def during(world: World, day: int) -> datetime:
    return moment(int(world.panel.opened_at[day])) + HOUR * 2 + MINUTE * 30


def entries(world: World) -> list[str]:
    return [row.intent.request.symbol for row in only(world.rows, IntentRow) if row.intent.leg is Leg.ENTRY]


def codes(world: World) -> list[str]:
    return [row.code for row in only(world.rows, NoteRow)]


def test_a_kill_trips_before_anything_else_and_holds_over_restarts() -> None:
    world, person = a_world()
    person.pulls(during(world, 1))
    assert world.live(steps=2) == "steps"
    (trip,) = [row.trip for row in only(world.rows, TripRow)]
    assert (trip.id, trip.action) == ("operator-1", Action.HALT)
    assert trip.at - during(world, 1) <= HOUR
    assert person.pulled is None

    assert world.live() == "data_end"
    assert entries(world) == ["AAA"]
    assert world.desk is not None
    assert world.desk.state.portfolio.quantity("AAA") > 0


class RefusesTwice(Trouble):
    """The first cancels fail, in the attempt that the next heartbeat makes too; when each was asked for."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.asked: list[datetime] = []

    def around(self, name: str, call: Callable[[], Any]) -> Any:
        if name == "cancel":
            self.asked.append(self.world.venue.now)
            if len(self.asked) <= 2:
                raise Unavailable("HTTP 503")
        return super().around(name, call)


def test_a_cancel_that_failed_after_a_kill_does_not_wait_for_a_heartbeat() -> None:
    world, person = a_world(bot={"entry": limit_order("50", "gtc")})
    person.pulls(during(world, 1))
    refuses = RefusesTwice(world)
    assert world.live(refuses) == "data_end"

    assert len(refuses.asked) == 3
    assert refuses.asked[-1] - refuses.asked[0] <= MINUTE
    assert world.venue.exchange.live_orders() == ()


def test_a_switch_pulled_while_nothing_ran_trips_before_the_start_reads_anything() -> None:
    world, person = a_world()
    person.pulls(world.began_at)
    failing = Trouble(at=3, kind="die_before")  # the first calls out are commits: the spec's and the trip's
    with pytest.raises(Died):
        world.live(failing)
    assert [row.trip.id for row in only(world.rows, TripRow)] == ["operator-1"]
    world.live()
    assert entries(world) == []


def test_no_entry_of_a_burst_leaves_once_the_switch_is_pulled() -> None:
    world, person = a_world()
    world.bot = a_bot(scripted(5, 2, {0: [0, 1]}))
    opens = moment(int(world.panel.opened_at[1]))
    broker_submits: list[str] = []

    class PullsAfterTheFirst(Trouble):
        def around(self, name: str, call: Any) -> Any:
            result = super().around(name, call)
            if name == "submit":
                broker_submits.append(name)
                person.pulls(opens)
            return result

    world.live(PullsAfterTheFirst())
    assert len(broker_submits) == 1
    assert len(entries(world)) == 2  # both were journalled, one was never sent


def test_a_kill_that_flattens_closes_in_the_session_and_enters_no_more() -> None:
    world, person = a_world()
    person.pulls(during(world, 1), flatten=True)
    world.live()
    (sold,) = [row for row in only(world.rows, IntentRow) if row.intent.leg is Leg.FLATTEN]
    assert sold.at - during(world, 1) <= HOUR
    assert entries(world) == ["AAA"]
    assert world.desk is not None
    assert world.desk.state.portfolio.positions == {}


def test_a_working_entry_is_canceled_by_a_kill() -> None:
    world, person = a_world(bot={"entry": limit_order("50", "gtc")})
    person.pulls(during(world, 1))
    world.live()
    (canceled,) = only(world.rows, CancelRow)
    assert canceled.at - during(world, 1) <= HOUR


def test_a_rearm_names_the_trip_and_says_what_was_lost() -> None:
    world, person = a_world()
    person.pulls(during(world, 1))
    wrong = person.says(during(world, 1) + HOUR, Ask.REARM, trip="operator-7")
    right = person.says(during(world, 1) + HOUR, Ask.REARM, trip="operator-1")
    world.live()
    assert person.answers[wrong].code == 2
    assert "operator-1" in person.answers[wrong].text
    assert person.answers[right].code == 0
    assert "since inception" in person.answers[right].text
    (released,) = only(world.rows, ReleasedRow)
    assert released.why == "rearmed"
    assert entries(world) == ["AAA", "BBB"]
    (note,) = [row for row in only(world.rows, NoteRow) if row.code == "REARMED"]
    assert "anna@desk" in note.text
    assert "why not" in note.text


def test_a_stop_keeps_what_there_is_and_the_next_start_goes_on() -> None:
    world, person = a_world()
    asked = person.says(during(world, 1), Ask.STOP)
    assert world.live() == "stopped"
    assert "held: " in person.answers[asked].text
    assert world.live() == "data_end"
    assert entries(world) == ["AAA", "BBB"]


@pytest.mark.parametrize(("told", "spec"), [(True, OnStop.KEEP), (None, OnStop.FLATTEN)])
def test_a_stop_that_flattens_ends_once_flat_and_leaves_no_trip(*, told: bool | None, spec: OnStop) -> None:
    world, person = a_world(on_stop=spec)
    person.says(during(world, 1), Ask.STOP, flatten=told)
    assert world.live() == "stopped"
    assert world.desk is not None
    assert world.desk.state.portfolio.positions == {}
    assert world.desk.state.trips == {}
    assert [row.why for row in only(world.rows, ReleasedRow)] == ["flat"]


def test_a_stop_that_flattens_survives_a_crash() -> None:
    world, person = a_world()
    person.says(during(world, 1), Ask.STOP, flatten=True)

    class DiesWithTheClosingOrder(Trouble):
        def around(self, name: str, call: Any) -> Any:
            if name == "submit" and "submit" in self.names:
                self.at = self.calls + 1
            return super().around(name, call)

    with pytest.raises(Died):
        world.live(DiesWithTheClosingOrder())
    assert world.live() == "stopped"
    assert world.desk is not None
    assert world.desk.state.portfolio.positions == {}
    assert world.desk.state.trips == {}


# ---- agreeing


def somebody_trades(world: World, at: datetime, side: str, quantity: int) -> None:
    """A person sends an order of their own at `at`."""
    original = world.venue.advance

    def advance(until: datetime) -> Any:
        if world.venue.now < at <= until:
            original(at)
            world.venue.exchange.submit(order(side, quantity, "AAA", client_order_id="by-hand"), at)
        return original(until)

    world.venue.advance = advance  # type: ignore[method-assign]


def test_what_differs_blocks_entries_until_a_person_adopts_it() -> None:
    world, person = a_world()
    somebody_trades(world, during(world, 1), "sell", 3)
    world.live(steps=3)
    trip = next(row.trip for row in only(world.rows, TripRow))
    assert (trip.id, trip.action) == ("reconcile-1", Action.BLOCK_ENTRIES)
    assert world.desk is not None
    held = world.desk.state.portfolio.quantity("AAA")
    text = next(row.text for row in only(world.rows, NoteRow) if row.code == "UNRECONCILED")
    assert text == f"AAA: the journal says {held}, the broker says {held - 3}"

    with pytest.raises(Unreconciled):
        world.live()
    asked = person.says(world.began_at, Ask.ADOPT, accepts=(text,))
    assert world.live() == "data_end"
    assert person.answers[asked].text == f"adopted: {text}"
    (row,) = only(world.rows, AdoptedRow)
    assert (row.what, row.quantity, row.by) == ("position", Decimal(-3), "anna@desk")
    assert world.desk.state.portfolio.quantity("AAA") == held - 3
    assert world.desk.state.trips == {}


def test_what_is_adopted_while_it_runs_lets_go_at_the_next_look() -> None:
    world, person = a_world(7)
    somebody_trades(world, during(world, 1), "sell", 3)
    world.live(steps=2)
    text = next(row.text for row in only(world.rows, NoteRow) if row.code == "UNRECONCILED")
    rerun, person = a_world(7)
    somebody_trades(rerun, during(rerun, 1), "sell", 3)
    person.says(during(rerun, 3), Ask.ADOPT, accepts=(text,))
    assert rerun.live() == "data_end"
    assert [row.why for row in only(rerun.rows, ReleasedRow)] == ["agreed"]
    assert [row.fill.symbol for row in only(rerun.rows, FillRow)] == ["AAA"]  # day three's entry was blocked


def test_an_order_with_our_prefix_that_nobody_here_sent_trips_until_rearmed() -> None:
    world, _ = a_world()
    name = world.bot.prefix + "ffffff-0123456789abcdef"
    at = during(world, 1)
    original = world.venue.advance

    def advance(until: datetime) -> Any:
        if world.venue.now < at <= until:
            original(at)
            request = order("buy", 1, "BBB", limit=1, client_order_id=name, tif="gtc")
            world.venue.exchange.submit(request, at)
        return original(until)

    world.venue.advance = advance  # type: ignore[method-assign]
    world.live(steps=3)
    assert [row.trip.id for row in only(world.rows, TripRow)] == ["stranger-1", "reconcile-1"]
    assert entries(world) == ["AAA"]


@pytest.mark.parametrize(
    ("policy", "ledger", "what"), [(Existing.ADOPT, 5, "position"), (Existing.IGNORE, 0, "ignored")]
)
def test_a_first_start_takes_over_what_it_finds_as_the_spec_says(policy: Existing, ledger: int, what: str) -> None:
    world, _ = a_world(existing=policy)
    world.venue.exchange.positions["AAA"] = BrokerPosition("AAA", Decimal(5), Decimal(90))
    world.live(steps=1)
    assert world.desk is not None
    assert world.desk.state.portfolio.quantity("AAA") == ledger
    (row,) = only(world.rows, AdoptedRow)
    assert (row.what, row.by) == (what, "the spec")
    assert world.desk.state.portfolio.cash == world.bot.capital - 90 * ledger


def test_an_exit_never_sells_more_than_the_account_has() -> None:
    world, _ = a_world()
    world.bot = a_bot(scripted(5, 2, {0: [0]}, {2: [0]}))
    somebody_trades(world, during(world, 1), "sell", 3)
    world.live(steps=4)
    entry, closing = (row.intent.request for row in only(world.rows, IntentRow))
    assert closing.quantity == entry.quantity - 3
    assert world.venue.exchange.positions == {}


def test_a_command_to_flatten_closes_everything_and_is_answered_once_more_without_a_second_trip() -> None:
    world, person = a_world()
    first, again = person.says(during(world, 1), Ask.FLATTEN), person.says(during(world, 2), Ask.FLATTEN)
    assert world.live() == "data_end"
    assert "every position is to be closed" in person.answers[first].text
    assert "every position is to be closed" in person.answers[again].text
    assert {row.trip.action for row in only(world.rows, TripRow)} <= {Action.FLATTEN, Action.HALT}
    assert len(only(world.rows, TripRow)) <= 2
    assert entries(world) == ["AAA"]
