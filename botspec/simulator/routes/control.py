"""The handle beside the Alpaca API: the only thing that moves stepped time."""

from __future__ import annotations

from datetime import UTC, datetime

from botspec.exchange.refusal import Refusal, invalid
from botspec.market.moments import nanoseconds
from botspec.simulator.answer import Answer
from botspec.simulator.asking import BAD_BODY, Asked, text
from botspec.simulator.render.bars import TAPE
from botspec.simulator.simulation import Simulation
from botspec.simulator.streams.codec import At

STATUSES = {"H": "Trading Halt", "P": "Trading Pause", "Q": "Quotation Resumption", "T": "Trading Resumption"}


def advance(sim: Simulation, asked: Asked) -> Answer:
    """POST /sim/advance {"until": time}: everything up to then happens; a time that has passed changes nothing.

    With {"news": true} time stops at the first fill.
    """
    if not sim.clock.stepped:
        raise Refusal(409, BAD_BODY, "time is not stepped here")
    given = asked.json().get("until")
    try:
        until = datetime.fromisoformat(given if isinstance(given, str) else "")
    except ValueError:
        raise invalid("until must be a time such as 2024-01-02T14:30:00+00:00") from None
    if until.tzinfo is None:
        raise invalid("until needs a time zone")
    sim.advance(until.astimezone(UTC), always_keep=True, news=asked.json().get("news") is True)
    if sim.chaos is not None and not sim.chaos.ended:
        sim.chaos.calm = False
    return Answer({"now": sim.now.isoformat()})


def state(sim: Simulation, _: Asked) -> Answer:
    """GET /sim/state."""
    return Answer(dict(sim.state()))


def faults(sim: Simulation, _: Asked) -> Answer:
    """GET /sim/faults: what was injected, in order; nothing without `chaos`."""
    if sim.chaos is None:
        return Answer({"seed": None, "rates": {}, "counts": {}, "faults": []})
    return Answer(dict(sim.chaos.told()))


def calm(sim: Simulation, asked: Asked) -> Answer:
    """POST /sim/calm: no more faults of requests and streams; with {"for_now": true}, until time is stepped again."""
    if sim.chaos is not None:
        sim.chaos.calm = True
        sim.chaos.ended = sim.chaos.ended or asked.json().get("for_now") is not True
    return faults(sim, asked)


def revoke(sim: Simulation, asked: Asked) -> Answer:
    """POST /sim/revoke: the keys count no more, as when somebody deletes them; {"back": true} gives them back.

    A stream that is connected stays so.
    """
    sim.access.revoked = asked.json().get("back") is not True
    return Answer({"revoked": sim.access.revoked})


def status(sim: Simulation, asked: Asked) -> Answer:
    """POST /sim/status {"symbol", "code", "reason"}: tell `statuses` that trading halts or resumes; bars go on."""
    body = asked.json()
    symbol, code = text("symbol", body.get("symbol")), text("code", body.get("code")) or "H"
    if symbol not in sim.tape.symbols:
        raise invalid("symbol is required, one that is simulated")
    if code not in STATUSES:
        raise invalid(f"code is one of {', '.join(STATUSES)}")
    reason = text("reason", body.get("reason")) or ""
    at = At(nanoseconds(sim.now))
    told = {"T": "s", "S": symbol, "sc": code, "sm": STATUSES[code], "rc": reason, "rm": reason, "t": at, "z": TAPE}
    sim.hub.market("stocks", [told])
    return Answer({"symbol": symbol, "code": code})
