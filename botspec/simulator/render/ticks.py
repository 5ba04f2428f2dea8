"""Trades and quotes as Alpaca sends them; bars tell no sizes, so each is 1."""

from __future__ import annotations

from typing import Any

import numpy as np

from botspec.simulator.render.bars import TAPE, VENUE
from botspec.simulator.ticks import Ticks

Json = dict[str, Any]


def trades_json(found: Ticks) -> list[Json]:
    """Of shares."""
    return [{"t": at, **share_trade(price, number)} for at, price, number in _each(found)]


def quotes_json(found: Ticks) -> list[Json]:
    """Of shares."""
    return [{"t": at, **share_quote(price)} for at, price, _ in _each(found)]


def coin_trades_json(found: Ticks) -> list[Json]:
    """Of crypto pairs."""
    return [{"t": at, **coin_trade(price, number)} for at, price, number in _each(found)]


def coin_quotes_json(found: Ticks) -> list[Json]:
    """Of crypto pairs."""
    return [{"t": at, **coin_quote(price)} for at, price, _ in _each(found)]


def share_trade(price: float, number: int) -> Json:
    """Without its time."""
    return {"x": VENUE, "p": price, "s": 1, "c": ["@"], "i": number, "z": TAPE}


def share_quote(price: float) -> Json:
    """Bid and ask at the price: bars have no spread."""
    return {"bx": VENUE, "bp": price, "bs": 1, "ax": VENUE, "ap": price, "as": 1, "c": ["R"], "z": TAPE}


def coin_trade(price: float, number: int) -> Json:
    """Without its time."""
    return {"p": price, "s": 1, "i": number, "tks": "B"}


def coin_quote(price: float) -> Json:
    """Bid and ask at the price."""
    return {"bp": price, "bs": 1, "ap": price, "as": 1}


def coin_book(price: float) -> Json:
    """One level on each side."""
    return {"b": [{"p": price, "s": 1}], "a": [{"p": price, "s": 1}]}


def _each(found: Ticks) -> list[tuple[str, float, int]]:
    times = found.at.astype("datetime64[ns]")
    stamps = [shown.rstrip("0").rstrip(".") + "Z" for shown in np.datetime_as_string(times).tolist()]
    return list(zip(stamps, found.price.tolist(), found.number.tolist(), strict=True))
