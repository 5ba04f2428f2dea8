"""`botspec data fetch`: asks for the history that a back-test of a spec needs, before it is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from botspec.app.alpaca_bars import asked_for, held_for
from botspec.app.request import Refused, RunRequest
from botspec.app.run import SpecInvalid, compiled_spec
from botspec.spec.words import Source

INVALID = 2


@dataclass(frozen=True, slots=True)
class Fetched:
    """What is now at hand of a symbol for the days that were asked for."""

    symbol: str
    first: date
    last: date
    bars: int
    actions: int


def fetch(request: RunRequest) -> Sequence[Fetched]:
    """Every symbol of the spec. Raises Refused, SpecInvalid, CredentialsRefused, Unavailable."""
    bot = compiled_spec(request)
    if bot.data.source is not Source.ALPACA:
        raise Refused(f"source {bot.data.source} is at hand already: only source alpaca is fetched", INVALID)
    asked = asked_for(bot, request)
    return [
        Fetched(symbol, held.days.first, held.days.last, len(held.bars.stamps), len(held.actions))
        for symbol, held in held_for(bot, asked).items()
    ]


__all__ = ["Fetched", "SpecInvalid", "fetch"]
