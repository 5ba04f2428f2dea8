"""Where a run is killed: named moments, put into the product from outside by patching it in the victim's process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from botspec.adapters.alpaca import broker
from botspec.adapters.sqlite import journal
from botspec.adapters.system import control
from botspec.app import results, simulate
from botspec.domain.events import OrderUpdated
from botspec.domain.rows import FillRow, MarkRow, Row
from botspec.run import desk, loop, startup

Strike = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Point:
    """A moment of a run; `hit` says at which of its occurrences the run dies unless the campaign says otherwise."""

    name: str
    when: str
    spec: str
    hit: int
    install: Callable[[Strike], None]


def _before(owner: Any, name: str, strike: Strike, when: Callable[..., bool] = lambda *_, **__: True) -> None:
    original = getattr(owner, name)

    def patched(*given: Any, **named: Any) -> Any:
        if when(*given, **named):
            strike()
        return original(*given, **named)

    setattr(owner, name, patched)


def _after(owner: Any, name: str, strike: Strike) -> None:
    original = getattr(owner, name)

    def patched(*given: Any, **named: Any) -> Any:
        answer = original(*given, **named)
        strike()
        return answer

    setattr(owner, name, patched)


def _second_of_a_burst() -> Callable[..., bool]:
    """Bursts of the short spec are of two orders."""
    answered: list[str] = []

    def every_other(_broker: Any, request: Any, _result: Any) -> bool:
        answered.append(request.client_order_id)
        return len(answered) % 2 == 0

    return every_other


def _brings_a_fill(_desk: Any, events: Any) -> bool:
    return any(isinstance(event, OrderUpdated) and event.order.filled_quantity > 0 for event in events)


def _on_the_day_of_a_trip(_broker: Any, _client_order_id: str, at: datetime) -> bool:
    return at.date() == date(2010, 5, 17)


def _is(kind: type[Row]) -> Callable[..., bool]:
    return lambda _desk, row: isinstance(row, kind)


SHORT, RESTING = "short", "resting"

POINTS: tuple[Point, ...] = (
    Point(
        "start",
        "at start-up, while agreeing with the broker",
        SHORT,
        1,
        lambda strike: _before(startup, "insist", strike),
    ),
    Point(
        "committed",
        "an intent is committed, its order not sent",
        RESTING,
        5,
        lambda strike: _before(desk.Desk, "send_all", strike),
    ),
    Point(
        "burst",
        "between two orders of a burst",
        SHORT,
        2,
        lambda strike: _before(broker.AlpacaBroker, "_concluded", strike, _second_of_a_burst()),
    ),
    Point(
        "unheard",
        "the order is at the broker, its answer not journalled",
        SHORT,
        4,
        lambda strike: _before(broker.AlpacaBroker, "_concluded", strike),
    ),
    Point(
        "uncommitted",
        "the answer is journalled, not committed",
        RESTING,
        9,
        lambda strike: _after(desk.Desk, "send_all", strike),
    ),
    Point(
        "unbooked",
        "an order filled at the broker, not booked",
        SHORT,
        6,
        lambda strike: _before(loop, "book", strike, _brings_a_fill),
    ),
    Point(
        "booking",
        "in the middle of booking a fill",
        RESTING,
        7,
        lambda strike: _before(desk.Desk, "record", strike, _is(FillRow)),
    ),
    Point(
        "tripped",
        "a trip and its cancels are journalled, the broker asked for one of two",
        RESTING,
        2,
        lambda strike: _before(broker.AlpacaBroker, "cancel_all", strike, _on_the_day_of_a_trip),
    ),
    Point(
        "canceled",
        "the broker took a cancel, its answer not heard",
        RESTING,
        3,
        lambda strike: _after(broker.AlpacaBroker, "cancel_all", strike),
    ),
    Point(
        "unmarked",
        "a bar is dealt with, its mark not written",
        SHORT,
        12,
        lambda strike: _before(desk.Desk, "record", strike, _is(MarkRow)),
    ),
    Point("marked", "the mark is committed", RESTING, 11, lambda strike: _after(loop, "_done", strike)),
    Point(
        "advanced",
        "the simulator moved on, the bot has not heard",
        RESTING,
        17,
        lambda strike: _after(control.SimulatorControl, "advance", strike),
    ),
    Point("ending", "before the last rows", SHORT, 1, lambda strike: _before(simulate, "end", strike)),
    Point(
        "report",
        "the run is over, its report not written",
        SHORT,
        1,
        lambda strike: _before(results, "render_run", strike),
    ),
)

EVERY_COMMIT = Point(
    "commit", "after any commit", RESTING, 1, lambda strike: _after(journal.SqliteJournal, "commit", strike)
)
EVERY_SECOND_START = Point(
    "again",
    "at the second start, after what was open is settled",
    RESTING,
    1,
    lambda strike: _before(startup, "insist", strike),
)
BY_NAME = {point.name: point for point in (*POINTS, EVERY_COMMIT, EVERY_SECOND_START)}

# Inside the simulator's own process: what happens there, and at which occurrence (of the disk: at how many kilobytes).
SIMULATOR_POINTS = {
    "advance-unkept": ("time moved on in memory, not yet in the account file", 3),
    "submit-unkept": ("an order is taken in memory, not yet in the account file", 3),
    "submit-kept": ("an order is in the account file, not yet answered", 3),
    "cancel-kept": ("a cancel is in the account file, not yet answered", 3),
    "disk": ("the account file cannot grow any more", 150),
}
