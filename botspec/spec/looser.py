"""Which way a key is looser: declared beside the key itself, so that nobody has to judge a change by hand."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo


class Looser(Enum):
    """What a change of a key means to whoever reviews it.

    Numbers go by size, sets by inclusion, actions by severity; leaving a bound out, and anything that cannot be
    compared, counts as loosened.
    """

    UP = "more risks more"
    DOWN = "less risks more"
    ANY = "another value may risk more"
    WIDENS = "more money, or more to trade"
    MODE = "more may happen: orders, and real ones"
    RUNTIME = "other code runs"
    BEHAVIOUR = "other orders"
    COSMETIC = "nothing that trades"
    PARTS = "what stands below says it itself"


def looser(field: FieldInfo) -> Looser | None:
    """What a field declares, or None: a test keeps that from happening."""
    return next((mark for mark in field.metadata if isinstance(mark, Looser)), None)
