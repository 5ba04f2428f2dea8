"""What guards count: rejections within a window, what lies in the week under way, the rule of an order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from botspec.risk.guards.events import Activity, Events, Rejection, Sign
from botspec.spec.words import Window
from tests.fakes.bots import guard_of

TUESDAY = datetime(2024, 11, 26, 15, 0, tzinfo=UTC)


def seen(*minutes_ago: int) -> Activity:
    rejections = [Rejection(TUESDAY - timedelta(minutes=each), "AAA") for each in minutes_ago]
    return Activity(Events(rejections=rejections), TUESDAY, TUESDAY.date().toordinal(), Decimal(10_000))


@pytest.mark.parametrize(
    ("minutes_ago", "most"), [((), None), ((5, 0), None), ((5, 3, 0), 3), ((10, 3, 0), None), ((9, 3, 1, 0), 4)]
)
def test_rejections_count_within_their_window(minutes_ago: tuple[int, ...], most: int | None) -> None:
    terms = {"limit": 3, "window": "10m", "action": "halt", "release": "manual"}
    sign = guard_of("reject_rate", **terms).look(seen(*minutes_ago))
    assert (None if sign is None else sign.used) == most
    assert sign is None or isinstance(sign, Sign)


@pytest.mark.parametrize(
    ("day", "within"), [(23, False), (24, False), (25, True), (26, True)], ids=["Saturday", "Sunday", "Monday", "today"]
)
def test_a_week_begins_on_monday(day: int, *, within: bool) -> None:
    assert seen().is_within(Window.WEEK, TUESDAY.replace(day=day)) is within


def test_on_a_sunday_the_week_before_it_is_under_way() -> None:
    sunday = datetime(2024, 12, 1, 15, 0, tzinfo=UTC)
    activity = Activity(Events(), sunday, sunday.date().toordinal(), Decimal(10_000))
    days = [activity.is_within(Window.WEEK, sunday - timedelta(days=back)) for back in (0, 6, 7)]
    assert days == [True, True, False]


def test_an_order_that_nobody_sent_has_no_rule() -> None:
    assert Events().rule("somebody-elses") == ""
