"""News: there is none of the past here, and Alpaca's empty answer says so."""

from __future__ import annotations

from botspec.simulator.answer import Answer
from botspec.simulator.asking import Asked
from botspec.simulator.simulation import Simulation

USUAL, MOST = 10, 50


def listing(_: Simulation, asked: Asked) -> Answer:
    """GET /v1beta1/news."""
    asked.count("limit", USUAL, MOST)
    asked.moment("start"), asked.moment("end")
    return Answer({"news": [], "next_page_token": None})
