"""What the letters in trades and quotes mean."""

from __future__ import annotations

from botspec.simulator.answer import Answer
from botspec.simulator.asking import Asked, Bad
from botspec.simulator.render.bars import VENUE
from botspec.simulator.simulation import Simulation

CONDITIONS = {"trade": {"@": "Regular Sale"}, "quote": {"R": "Regular Market Maker Open"}}


def exchanges(_: Simulation, __: Asked) -> Answer:
    """GET /v2/stocks/meta/exchanges: the one that the simulator writes."""
    return Answer({VENUE: "IEX"})


def conditions(_: Simulation, asked: Asked) -> Answer:
    """GET /v2/stocks/meta/conditions/{ticktype}."""
    kind = asked.path["ticktype"]
    if kind not in CONDITIONS:
        raise Bad(f"invalid ticktype: {kind}")
    if asked.query.get("tape", "") not in {"A", "B", "C"}:
        raise Bad("invalid tape")
    return Answer(CONDITIONS[kind])
