"""Ten thousand frames of a stream, each wrong in one or more places: none ends the run, none is taken for a bar."""

from __future__ import annotations

import json
import random
import tracemalloc
from datetime import UTC, datetime
from queue import Queue
from typing import Any

import numpy as np
import pytest

from botspec.adapters.alpaca.dialects import MarketData, Message, StreamRefused, TradeUpdates
from botspec.adapters.alpaca.hints import Board
from botspec.adapters.alpaca.stream import Stream
from tests.fakes.transport import CREDENTIALS, order_json

FRAMES = 10_000
AT = datetime(2026, 11, 20, 14, 31, tzinfo=UTC)
BAR = {"T": "b", "S": "AAA", "o": 1.0, "h": 2.0, "l": 0.5, "c": 1.5, "v": 100, "t": "2026-11-20T14:30:00Z"}
UPDATE = {"stream": "trade_updates", "data": {"event": "fill", "order": order_json()}}
WRONG: tuple[Any, ...] = (
    None, "", "x", [], {}, True, -1, 0, float("nan"), float("inf"), 10**400, "1e9", [BAR], "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+23:59", "2026-11-20T14:30:00", "2099-11-20T14:30:00Z", "2026-11-21T14:30:00Z",
)  # fmt: skip
READ = (ValueError, StreamRefused)  # what the stream's thread knows as a frame that is none


def mutated(draw: random.Random, sound: Any) -> str | bytes:
    """A frame with a field replaced, taken away or doubled, or with its text cut or changed."""
    body = json.loads(json.dumps(sound))
    message = body[0] if isinstance(body, list) else body
    for _ in range(draw.randint(1, 2)):
        name = draw.choice(sorted(message))
        message[name] = draw.choice(WRONG)
        if draw.random() < 0.2:
            del message[name]
            message["more"] = 1
    text = json.dumps(body)
    cut = draw.random()
    if cut < 0.2:
        text = text[: draw.randrange(len(text))]
    elif cut < 0.4:
        place = draw.randrange(len(text))
        text = text[:place] + chr(draw.randrange(1, 0x3000)) + text[place + 1 :]
    return text.encode("utf-8", "replace")[:-1] if draw.random() < 0.1 else text


def sound(bar: Any) -> bool:
    values = [float(bar[key]) for key in "ohlcv"]
    return bool(np.isfinite(values).all() and min(values[:4]) > 0 and values[4] >= 0)


@pytest.mark.parametrize("seed", range(2))
def test_no_mutated_bar_is_a_bar_and_none_raises(seed: int) -> None:
    draw, shown = random.Random(seed), 0  # noqa: S311
    for _ in range(FRAMES // 2):
        board = Board(("AAA",))
        try:
            for message in MarketData(("AAA",)).news(mutated(draw, [BAR])):
                board.take(message)
        except READ:
            continue
        found = board.slice(AT)
        if found is not None:
            shown += 1
            values = np.array([found.open, found.high, found.low, found.close, found.volume])
            assert np.isfinite(values).all()
            assert (values[:4] > 0).all()
            assert found.low[0] <= min(found.open[0], found.close[0]) <= found.high[0]
    assert shown > 0


def test_no_mutated_update_raises_anything_else() -> None:
    draw = random.Random(7)  # noqa: S311
    for _ in range(FRAMES):
        try:
            told = list(TradeUpdates().news(mutated(draw, UPDATE)))
        except READ:
            continue
        assert all(message["stream"] == "trade_updates" for message in told)


def test_a_flood_takes_no_more_room_than_its_sink_and_is_told() -> None:
    sink: Queue[tuple[str, Message | None]] = Queue(1000)
    stream = Stream("ws://127.0.0.1:9/stream", TradeUpdates(), CREDENTIALS, sink)
    tracemalloc.start()
    try:
        for number in range(100_000):
            stream._pass_on({"stream": "trade_updates", "data": {"number": number}})
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert stream.lost
    assert sink.qsize() == 1000
    assert most < 2_000_000
