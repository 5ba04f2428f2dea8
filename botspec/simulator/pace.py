"""Time that runs by itself, for those who listen without asking."""

from __future__ import annotations

import asyncio

from botspec.market.moments import nanoseconds
from botspec.simulator.simulation import Simulation
from botspec.simulator.streams import fakepaca

LONGEST_NAP, SHORTEST_NAP = 0.25, 0.001


async def keep_pace(simulation: Simulation) -> None:
    """While somebody listens, let things happen when they are due; the test stream speaks every second."""
    loop = asyncio.get_running_loop()
    spoken = loop.time()
    while True:
        await asyncio.sleep(_nap(simulation) if simulation.hub else LONGEST_NAP)
        if simulation.hub:
            simulation.catch_up()
        if loop.time() - spoken >= 1:
            spoken = loop.time()
            for session in simulation.hub.data:
                fakepaca.tell(session, nanoseconds(simulation.now))


def _nap(simulation: Simulation) -> float:
    """Seconds until the market next does something."""
    due, speed = simulation.venue.next_event_at, simulation.config.speed
    if due is None or speed is None:
        return LONGEST_NAP
    ahead = (due - simulation.clock.now(simulation.now)).total_seconds() / speed
    return min(max(ahead, SHORTEST_NAP), LONGEST_NAP)
