"""What a person asks of a bot from outside its process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

DISK = "disk"  # id of the kill that a full disk asks for


class Ask(StrEnum):
    """Words of the operator."""

    KILL = "kill"
    FLATTEN = "flatten"
    STOP = "stop"
    REARM = "rearm"
    ADOPT = "adopt"


@dataclass(frozen=True, slots=True)
class Command:
    """One request: who asks, when and why. `id` names it for its answer.

    `flatten` is None where a stop leaves that to the spec; `trip` is the trip to re-arm, `accepts` the differences to
    adopt, word for word.
    """

    id: str
    ask: Ask
    by: str
    at: datetime
    because: str = ""
    flatten: bool | None = None
    trip: str = ""
    accepts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What a bot answers: `code` is the exit code of the command that asked."""

    text: str
    code: int = 0
