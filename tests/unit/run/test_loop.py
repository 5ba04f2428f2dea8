"""The live loop between the instants: patience, heartbeats, missed opens, bars that never came, stopping."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import numpy as np
import pytest

from botspec.domain.guards import Action
from botspec.domain.intents import Leg
from botspec.domain.rows import (
    CancelRow,
    DroppedRow,
    FillRow,
    IntentRow,
    MarkRow,
    NoteRow,
    ReleasedRow,
    TripRow,
    WantedRow,
)
from botspec.market.moments import moment
from botspec.market.panel import Panel
from botspec.ports.broker import Unavailable
from botspec.run.finish import columns_of_marks
from botspec.spec.words import Timeframe
from tests.fakes.bots import a_bot, a_guard, limit_order, scripted
from tests.fakes.market import NO_BAR, days, minutes
from tests.fakes.trials import only
from tests.fakes.world import READS, Trouble, VenueClock, World

HOUR = timedelta(hours=1)


class Failing(Trouble):
    """Reads fail while `when(now)` says so."""

    def __init__(self, world: World, when: Callable[[Any], bool]) -> None:
        super().__init__()
        self.world, self.when = world, when

    def around(self, name: str, call: Callable[[], Any]) -> Any:
        if name in READS and self.when(self.world.venue.now):
            raise Unavailable(f"no answer to {name}")
        return super().around(name, call)


def flat_days(count: int = 4, price: float = 100.0) -> Panel:
    return days({symbol: [(price, price + 1, price - 1, price)] * count for symbol in ("AAA", "BBB")})


def buyer(rows: int = 4, **given: Any) -> Any:
    return a_bot(scripted(rows, 2, {0: [0]}), **given)


def test_patience_counts_from_the_first_failure_not_from_before_the_wait() -> None:
    panel = flat_days()
    world = World(buyer(), panel, patience=timedelta(minutes=10))
    closes = moment(int(panel.closed_at[1]))
    failing = Failing(world, lambda now: closes <= now < closes + timedelta(minutes=5))
    assert world.live(failing) == "data_end"

    notes = [note.code for note in only(world.rows, NoteRow)]
    assert "UNAVAILABLE" in notes
    assert len([row for row in only(world.rows, MarkRow) if row.phase == "close"]) == 4


def test_patience_ends() -> None:
    panel = flat_days()
    world = World(buyer(), panel, patience=timedelta(minutes=10))
    closes = moment(int(panel.closed_at[1]))
    with pytest.raises(Unavailable):
        world.live(Failing(world, lambda now: now >= closes))
    assert timedelta(minutes=10) <= world.venue.now - closes < timedelta(minutes=11)


def test_failures_with_good_heartbeats_between_them_are_not_one_long_failure() -> None:
    panel = flat_days()
    world = World(buyer(), panel, patience=timedelta(minutes=10), heartbeat=timedelta(minutes=2))
    opens, closes = moment(int(panel.opened_at[1])), moment(int(panel.closed_at[1]))
    hiccup = timedelta(seconds=40)
    failing = Failing(
        world,
        lambda now: opens + HOUR <= now < opens + HOUR + hiccup * 4 or closes <= now < closes + timedelta(minutes=3),
    )
    assert world.live(failing) == "data_end"


def falling_inside_day_two(before: int = 2) -> Panel:
    """AAA closes at 100, 100, 94, 94, 94; on day two (or later) it opens at 90 and comes back."""
    rows = [(100.0, 100.0, 100.0, 100.0)] * before + [(90.0, 94.0, 90.0, 94.0)] + [(94.0, 94.0, 94.0, 94.0)] * 2
    return days({"AAA": rows, "BBB": rows})


def test_a_heartbeat_measures_against_yesterday_and_its_trip_belongs_to_today() -> None:
    panel = falling_inside_day_two()
    guard = a_guard("daily_loss", "2.5%", "block_entries", "next_session")
    world = World(buyer(5, guards=(guard,)), panel, heartbeat=HOUR)
    world.live()

    (trip,) = [row.trip for row in only(world.rows, TripRow)]
    assert (trip.where, trip.session) == ("heartbeat", int(panel.session[2]))
    assert trip.reference == 10_000.0  # bought at 100, flat since: yesterday's close
    assert timedelta() < trip.at - moment(int(panel.opened_at[2])) <= HOUR
    (released,) = only(world.rows, ReleasedRow)
    assert released.at == moment(int(panel.closed_at[3]))  # not at the close of the very session


def test_a_flatten_in_the_session_does_not_wait_for_the_next_bar() -> None:
    panel = falling_inside_day_two()
    world = World(buyer(5, guards=(a_guard("daily_loss", "2.5%", "flatten", "manual"),)), panel, heartbeat=HOUR)
    world.live()

    (trip,) = [row.trip for row in only(world.rows, TripRow)]
    sold = [row for row in only(world.rows, IntentRow) if row.intent.leg is Leg.FLATTEN]
    assert [(row.at, row.intent.rule) for row in sold] == [(trip.at, "daily_loss")]
    assert [row.fill.at < moment(int(panel.closed_at[2])) for row in only(world.rows, FillRow)] == [True, True]


def test_a_flatten_waits_for_the_limit_order_that_holds_its_shares() -> None:
    panel = falling_inside_day_two(before=3)
    guard = a_guard("daily_loss", "2.5%", "flatten", "manual")
    bot = a_bot(scripted(6, 2, {0: [0]}, {1: [0]}), guards=(guard,), exit=limit_order("200", "gtc"))
    world = World(bot, panel, heartbeat=HOUR)
    world.live()

    (trip,) = [row.trip for row in only(world.rows, TripRow)]
    (canceled,) = only(world.rows, CancelRow)
    (sold,) = [row for row in only(world.rows, IntentRow) if row.intent.leg is Leg.FLATTEN]
    assert (canceled.at, sold.at) == (trip.at, trip.at + HOUR)
    assert [row.fill.client_order_id for row in only(world.rows, FillRow)][1:] == [sold.intent.request.client_order_id]


@pytest.mark.parametrize("heartbeat", [None, HOUR], ids=["no heartbeat", "heartbeat"])
def test_the_night_is_seen_before_anything_leaves_at_the_open(heartbeat: timedelta | None) -> None:
    """AAA gaps from 100 to 90 over the night: 30 shares, 3% of 10,000. BBB was wanted at the close before."""
    panel = falling_inside_day_two()
    bot = a_bot(scripted(5, 2, {0: [0], 1: [1]}), guards=(a_guard("daily_loss", "2.5%", "flatten", "manual"),))
    world = World(bot, panel, heartbeat=heartbeat)
    world.live()

    (trip,) = [row.trip for row in only(world.rows, TripRow)]
    opened = moment(int(panel.opened_at[2]))
    assert (trip.at, trip.where, trip.used, trip.equity) == (opened, "open", 0.03, 9_700.0)
    assert [(row.wanted.symbol, row.at) for row in only(world.rows, DroppedRow)] == [("BBB", opened)]
    fills = [row.fill for row in only(world.rows, FillRow)]
    assert [(fill.symbol, fill.side.value, fill.at, fill.price) for fill in fills][1:] == [("AAA", "sell", opened, 90)]


def test_yesterdays_loss_does_not_trip_todays_heartbeat() -> None:
    """Down 4% over two days, 2% each: a heartbeat of the second day must not see both."""
    closes = [100.0, 100.0, 94.0, 88.5, 88.5]
    panel = days({symbol: [(close,) * 4 for close in closes] for symbol in ("AAA", "BBB")})
    world = World(buyer(5, guards=(a_guard("daily_loss", "2%"),)), panel, heartbeat=HOUR)
    world.live()

    assert only(world.rows, TripRow) == []


def test_after_a_missed_open_the_entry_is_stale_and_decided_anew() -> None:
    """The process slept from before the open of day 1 until after its close."""
    panel = flat_days(5)
    bot = a_bot(scripted(5, 2, {0: [0], 1: [1]}))
    world = World(bot, panel)
    world.live(steps=1)
    assert [row.wanted.symbol for row in only(world.rows, WantedRow)] == ["AAA"]
    world.venue.advance(moment(int(panel.closed_at[1])))
    world.live()

    assert [(row.wanted.symbol, row.why) for row in only(world.rows, DroppedRow)] == [("AAA", "its open was missed")]
    assert "MISSED_OPEN" in [note.code for note in only(world.rows, NoteRow)]
    assert [row.intent.request.symbol for row in only(world.rows, IntentRow)] == ["BBB"]


def test_an_exit_that_missed_its_open_leaves_at_the_next() -> None:
    panel = flat_days(5)
    world = World(a_bot(scripted(5, 2, {0: [0]}, {1: [0]})), panel)
    world.live(steps=2)
    world.venue.advance(moment(int(panel.closed_at[2])))
    world.live()

    intents = [row.intent for row in only(world.rows, IntentRow)]
    assert [(intent.leg, intent.created_at) for intent in intents] == [
        (Leg.ENTRY, moment(int(panel.opened_at[1]))),
        (Leg.EXIT, moment(int(panel.opened_at[3]))),
    ]


def quiet_minutes() -> Panel:
    """Five minutes of AAA; nobody trades in the third, so that the panel has no such row."""
    panel = minutes({"AAA": [(100.0, 101.0, 99.0, 100.0)] * 5})
    keep = [0, 1, 3, 4]
    names = ("opened_at", "closed_at", "session", "open", "high", "low", "close", "volume")
    return replace(panel, **{name: np.asfortranarray(getattr(panel, name)[keep]) for name in names})


def test_a_bar_that_no_symbol_has_is_a_heartbeat_and_no_row_of_the_curve() -> None:
    panel = quiet_minutes()
    bot = a_bot(scripted(4, 1, {0: [0]}), ("AAA",), timeframe=Timeframe.MINUTE)
    world = World(bot, panel)
    world.live()

    marks = only(world.rows, MarkRow)
    assert [row.phase for row in marks[:5]] == ["close", "close", "heartbeat", "close", "close"]
    assert columns_of_marks(world.rows)["closed_at"].tolist() == panel.closed_at.tolist()
    assert [done for done, _ in world.watcher.progressed] == [1, 2, 3, 4]


def test_an_exit_without_a_price_waits_and_leaves_later() -> None:
    """Flatten while the symbol does not trade: the order waits for the next session in which it does."""
    panel = days(
        {
            "AAA": [(100.0,) * 4] * 2 + [(80.0,) * 4, NO_BAR, (80.0,) * 4],
            "BBB": [(100.0,) * 4] * 5,
        }
    )
    world = World(buyer(5, guards=(a_guard("drawdown", "5%", "flatten"),)), panel)
    world.live()

    fills = [row.fill for row in only(world.rows, FillRow)]
    assert [(fill.side, fill.at) for fill in fills][1:] == [("sell", moment(int(panel.opened_at[4])))]


@pytest.mark.parametrize(("outage", "drops"), [(timedelta(seconds=5), False), (timedelta(seconds=20), True)])
def test_a_bar_dealt_with_late_lets_nothing_in_and_still_lets_out(outage: timedelta, *, drops: bool) -> None:
    panel = minutes({symbol: [(100.0, 101.0, 99.0, 100.0)] * 6 for symbol in ("AAA", "BBB")})
    bot = a_bot(scripted(6, 2, {0: [1], 2: [0]}, {2: [1]}), timeframe=Timeframe.MINUTE)
    world = World(bot, panel, grace=timedelta(seconds=3), patience=HOUR)
    closes = moment(int(panel.closed_at[2]))
    world.live(Failing(world, lambda now: closes <= now < closes + outage))

    left = [(row.intent.leg, row.intent.request.symbol) for row in only(world.rows, IntentRow)]
    entered = [] if drops else [(Leg.ENTRY, "AAA")]
    assert left == [(Leg.ENTRY, "BBB"), (Leg.EXIT, "BBB"), *entered]
    assert [row.wanted.symbol for row in only(world.rows, DroppedRow) if "s late" in row.why] == ["AAA"] * drops
    assert [row.at for row in only(world.rows, MarkRow) if row.phase == "close"][2] == closes


def test_stopped_it_says_so_and_does_nothing_more() -> None:
    world = World(buyer(), flat_days())
    world.stop = lambda: bool(world.desk and world.desk.state.marks_taken == 2)

    assert world.live() == "interrupted"
    assert len(only(world.rows, MarkRow)) == 2


def test_stopped_before_its_first_instant_it_does_nothing() -> None:
    world = World(buyer(), flat_days())
    world.stop = lambda: True

    assert world.live() == "interrupted"
    assert [row for row in world.rows if isinstance(row, (MarkRow, WantedRow, IntentRow))] == []


def test_steps_are_bars() -> None:
    world = World(buyer(), flat_days())

    assert world.live(steps=3) == "steps"
    assert len(only(world.rows, MarkRow)) == 3


def test_a_second_life_goes_on_where_the_first_ended() -> None:
    split, whole = World(buyer(), flat_days()), World(buyer(), flat_days())
    split.live(steps=2)
    assert split.live() == "data_end"
    whole.live()

    story = (WantedRow, IntentRow, FillRow, MarkRow)
    assert [row for row in split.rows if isinstance(row, story)] == [
        row for row in whole.rows if isinstance(row, story)
    ]


def test_a_clock_that_is_set_while_a_bot_runs_halts_it() -> None:
    panel = flat_days()
    world = World(buyer(), panel, heartbeat=timedelta(hours=1))
    opens = moment(int(panel.opened_at[2]))
    stepped = timedelta(seconds=7)
    world.environment["skew"] = lambda: stepped if world.venue.now >= opens else timedelta(0)
    assert world.live() == "data_end"
    trips = [row.trip for row in only(world.rows, TripRow)]
    assert [(trip.id, trip.action) for trip in trips] == [("clock-1", Action.HALT)]
    assert opens <= trips[0].at <= opens + HOUR
    assert world.desk is not None
    assert "clock" in world.desk.state.trips  # set right again or not: a person looks


class SetBack(VenueClock):
    """A machine's clock that is set back by an hour at a moment; a wait then ends, as the wall clock's does."""

    set_at: datetime
    off = timedelta(0)

    def now(self) -> datetime:
        return self.venue.now - self.off

    def wait_until(self, moment: datetime) -> None:
        if not self.off and moment >= self.set_at:
            self.venue.advance(self.set_at)
            self.off = HOUR
        else:
            self.venue.advance(moment + self.off)

    def wait_for_news(self, moment: datetime) -> None:
        self.wait_until(moment)


def test_a_clock_that_is_set_back_is_noticed_at_once_and_not_when_it_is_as_late_again() -> None:
    panel = flat_days()
    world = World(buyer(), panel, heartbeat=timedelta(minutes=1))
    world.clock = clock = SetBack(world.venue, Trouble())
    clock.set_at = moment(int(panel.opened_at[2])) + timedelta(minutes=30)
    looked: list[datetime] = []

    def skew() -> timedelta:
        looked.append(world.venue.now)
        return clock.off

    world.environment["skew"] = skew
    assert world.live() == "data_end"
    assert [row.trip.id for row in only(world.rows, TripRow)] == ["clock-1"]
    after = [at for at in looked if at >= clock.set_at]
    assert after[0] == clock.set_at
    assert after[-1] <= clock.set_at + timedelta(minutes=2)  # once it has tripped nobody looks again


def test_a_clock_a_little_off_is_no_reason_to_halt() -> None:
    world = World(buyer(), flat_days(), heartbeat=timedelta(hours=1))
    world.environment["skew"] = lambda: timedelta(seconds=-5)
    assert world.live() == "data_end"
    assert only(world.rows, TripRow) == []


def test_one_old_answer_is_no_clock_that_was_set() -> None:
    """As from a cache: a minute ago, once an hour, and the next answer is right again."""
    world, looks = World(buyer(), flat_days(), heartbeat=timedelta(hours=1)), count(1)
    world.environment["skew"] = lambda: timedelta(seconds=60) if next(looks) % 2 else timedelta(0)
    assert world.live() == "data_end"
    assert next(looks) > 20
    assert only(world.rows, TripRow) == []


def test_slow_answers_are_no_clock_that_was_set() -> None:
    """Noted once, borne with as long as a broker that cannot be read; quick ones in between start it anew."""
    world = World(buyer(), flat_days(), heartbeat=timedelta(hours=1), patience=timedelta(hours=3))
    answers = count(1)
    world.environment["skew"] = lambda: None if next(answers) % 4 else timedelta(0)
    assert world.live() == "data_end"
    assert next(answers) > 20
    assert only(world.rows, TripRow) == []
    notes = [row for row in only(world.rows, NoteRow) if row.code == "CLOCK_UNKNOWN"]
    assert 1 < len(notes) < next(answers) / 3


def test_a_clock_that_cannot_be_compared_for_long_halts() -> None:
    world = World(buyer(), flat_days(), heartbeat=timedelta(hours=1), patience=timedelta(hours=3))
    world.environment["skew"] = lambda: None
    assert world.live() == "data_end"
    trips = [row.trip for row in only(world.rows, TripRow)]
    assert [(trip.id, trip.action) for trip in trips] == [("clock-1", Action.HALT)]
    (note,) = [row for row in only(world.rows, NoteRow) if row.code == "CLOCK_UNKNOWN"]
    assert trips[0].at - note.at > timedelta(hours=3)
