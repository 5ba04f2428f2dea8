"""The two ways in which a stream is written: JSON text, or msgpack with its own timestamps."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Protocol

import msgpack
import numpy as np

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class At:
    """A moment, UTC nanoseconds: RFC 3339 in JSON, a Timestamp (extension -1) in msgpack."""

    nanoseconds: int


@dataclass(frozen=True, slots=True)
class Broken:
    """Only the first half of it is sent."""

    content: object


class Codec(Protocol):
    """What is read from and written to a socket."""

    def encode(self, content: object) -> str | bytes:
        """A frame: text or binary."""
        ...

    def decode(self, frame: str | bytes) -> object:
        """What a client sent. Raises ValueError."""
        ...


class JsonText:
    """Text frames."""

    def encode(self, content: object) -> str:
        """Compact JSON."""
        return json.dumps(content, separators=(",", ":"), allow_nan=False, default=_written)

    def decode(self, frame: str | bytes) -> object:
        """JSON, in a text or a binary frame."""
        return _json(frame)


class JsonBytes:
    """JSON in binary frames, as the paper account's `trade_updates`."""

    def encode(self, content: object) -> bytes:
        """Compact JSON."""
        return JsonText().encode(content).encode()

    def decode(self, frame: str | bytes) -> object:
        """JSON, in a text or a binary frame."""
        return _json(frame)


class Msgpack:
    """Binary frames."""

    def encode(self, content: object) -> bytes:
        """With timestamps as msgpack's own."""
        packed: bytes = msgpack.packb(content, default=_packed)
        return packed

    def decode(self, frame: str | bytes) -> object:
        """Strings as text."""
        if isinstance(frame, str):
            return _json(frame)
        try:
            found: object = msgpack.unpackb(frame)
        except (msgpack.UnpackException, ValueError, TypeError, RecursionError) as error:
            raise ValueError("not msgpack") from error
        return found


def _json(frame: str | bytes) -> object:
    try:
        found: object = json.loads(frame)
    except (ValueError, RecursionError) as error:
        raise ValueError("not JSON") from error
    return found


def _written(value: object) -> str:
    if not isinstance(value, At):
        raise TypeError(type(value).__name__)
    shown = np.datetime_as_string(np.datetime64(value.nanoseconds, "ns"), timezone="naive")
    return shown.rstrip("0").rstrip(".") + "Z"


def _packed(value: object) -> msgpack.Timestamp:
    if not isinstance(value, At):
        raise TypeError(type(value).__name__)
    return msgpack.Timestamp.from_unix_nano(value.nanoseconds)
