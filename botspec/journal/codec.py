"""Rows as canonical JSON and back: one text for one value, and nothing unknown is ever skipped.

Encoders and decoders are joined together once per class from its type hints.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from botspec.domain.rows import Row
from botspec.journal.decoding import Malformed, decoder
from botspec.journal.encoding import encoder

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS: dict[str, type[Row]] = {cls.kind: cls for cls in get_args(Row)}


def encode(row: Row) -> str:
    """The row's body: ASCII JSON without spaces, fields in declared order, mappings by key."""
    return WRITERS[row.kind](row)


def decode(kind: str, body: str) -> Row:
    """The row that `encode` wrote. Raises Malformed for an unknown kind, an unknown or missing key, a wrong type."""
    build = _builder(kind)
    try:
        return build(json.loads(body))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Malformed(f"{kind}: {error}") from error


class _Writers(dict[str, "Callable[[Row], str]"]):
    """`encode` by kind of row; a run writes few of the kinds."""

    def __missing__(self, kind: str) -> Callable[[Row], str]:
        cls: Any = KINDS[kind]
        write = self[kind] = encoder(cls)
        return write


WRITERS = _Writers()


@cache
def _builder(kind: str) -> Callable[[Any], Row]:
    if kind not in KINDS:
        raise Malformed(f"unknown kind of row {kind!r}")
    cls: Any = KINDS[kind]
    return decoder(cls)
