from datetime import UTC, datetime, timedelta, timezone

import pytest

from botspec.adapters.system.clock import WallClock
from botspec.adapters.system.control import SimulatorControl
from botspec.adapters.system.http import HostRefused, Origin, loopback
from botspec.adapters.system.secret import Secret
from botspec.adapters.system.simulated_clock import FollowingClock, SteppedClock
from botspec.ports.broker import Unavailable
from tests.fakes.transport import FakeTransport, Reply

START = datetime(2010, 1, 4, 14, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Machine:
    """A clock and a sleep that belong together."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.naps: list[float] = []

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.naps.append(seconds)
        self.seconds += seconds


def test_the_wall_clock_waits_in_short_naps_and_notices_a_jump():
    machine = Machine()
    clock = WallClock(machine.now, machine.sleep)
    clock.wait_until(START + timedelta(seconds=2.5))
    assert machine.naps == [1.0, 1.0, 0.5]
    clock.wait_until(START)
    assert len(machine.naps) == 3
    assert WallClock().now().tzinfo is UTC


def test_a_wait_ends_when_the_wall_clock_is_set_back():
    """The moment may be hours away then: whoever waits looks around first."""
    machine = Machine()

    def sleep(seconds: float) -> None:
        machine.sleep(seconds)
        machine.seconds -= 3600 if len(machine.naps) == 3 else 0

    clock = WallClock(machine.now, sleep)
    clock.wait_until(START + timedelta(seconds=60))
    assert machine.naps == [1.0, 1.0, 1.0]


class Simulator:
    def __init__(self) -> None:
        self.present = START
        self.asked: list[datetime] = []

    def now(self) -> datetime:
        return self.present

    def advance(self, until: datetime) -> datetime:
        self.asked.append(until)
        self.present = until
        return self.present.astimezone(timezone(timedelta(hours=-5)))


def test_a_stepped_clock_stands_still_until_it_is_waited_on():
    simulator = Simulator()
    clock = SteppedClock(simulator)
    assert clock.now() == START
    clock.wait_until(START + HOUR)
    assert clock.now() == START + HOUR
    assert clock.now().tzinfo is UTC
    clock.wait_until(START)
    clock.wait_until(START + HOUR)
    assert simulator.asked == [START + HOUR]


def test_a_simulator_that_stops_short_is_unavailable():
    simulator = Simulator()
    clock = SteppedClock(simulator)
    simulator.advance = lambda _: START
    with pytest.raises(Unavailable, match="stopped at"):
        clock.wait_until(START + HOUR)


def test_a_following_clock_waits_until_the_simulator_says_so():
    machine, simulator = Machine(), Simulator()

    def sleep(seconds: float) -> None:
        machine.sleep(seconds)
        simulator.present = START + timedelta(seconds=machine.seconds * 1000)  # half the pace that was promised

    clock = FollowingClock(simulator, 2000, machine.monotonic, sleep)
    clock.wait_until(START + HOUR)
    assert simulator.present >= START + HOUR
    assert machine.seconds == pytest.approx(3.6, abs=0.1)


def test_a_following_clock_never_goes_back():
    machine, simulator = Machine(), Simulator()
    clock = FollowingClock(simulator, 60, machine.monotonic, machine.sleep)
    machine.seconds = 10
    ahead = clock.now()
    assert ahead == START + timedelta(minutes=10)
    simulator.present = START + timedelta(minutes=5)
    clock.wait_until(START + timedelta(minutes=5))
    assert clock.now() >= ahead


@pytest.mark.parametrize("pace", [0, -1, float("nan")])
def test_a_pace_is_positive(pace):
    with pytest.raises(ValueError, match="positive"):
        FollowingClock(Simulator(), pace)


# ---- the control handle


def control(*replies):
    transport = FakeTransport(*replies)
    return SimulatorControl(loopback(8123), Secret("token-of-the-control-handle"), transport), transport


def test_the_control_handle_steps_the_simulator():
    handle, transport = control(Reply({"now": "2010-01-04T16:00:00+00:00"}))
    assert handle.advance(START + HOUR) == datetime(2010, 1, 4, 16, tzinfo=UTC)
    assert transport.paths == ["POST /sim/advance"]
    assert transport.body() == {"until": "2010-01-04T15:30:00+00:00"}
    assert transport.requests[0].headers["Authorization"] == "Bearer token-of-the-control-handle"


def test_the_control_handle_tells_the_time():
    handle, transport = control(Reply({"now": "2010-01-04T16:00:00Z", "more": 1}))
    assert handle.now() == datetime(2010, 1, 4, 16, tzinfo=UTC)
    assert transport.paths == ["GET /sim/state"]


@pytest.mark.parametrize(
    "reply", [Reply(None, 401), Reply(None, 500), Reply("{"), Reply([]), Reply({}), Reply({"now": 5}), Reply(None, 301)]
)
def test_a_control_handle_that_does_not_answer_is_unavailable(reply):
    handle, _ = control(reply)
    with pytest.raises(Unavailable) as caught:
        handle.now()
    assert "token" not in str(caught.value)


def test_only_this_machine_can_be_controlled():
    with pytest.raises(HostRefused):
        SimulatorControl(Origin("https://paper-api.alpaca.markets/"), Secret("x"))
