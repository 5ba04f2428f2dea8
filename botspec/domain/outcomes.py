"""What came back from a submit or cancel, and what it means (docs/safety.md has the table)."""

from __future__ import annotations

from botspec.domain.orders import Order
from botspec.domain.record import record


@record(frozen=True, slots=True)
class Acked:
    """The broker has the order."""

    order: Order


@record(frozen=True, slots=True)
class Rejected:
    """A definitive no, with a parsed body. `halt` is set when nothing else may be tried (authentication)."""

    http_status: int
    code: str
    message: str
    halt: bool = False


@record(frozen=True, slots=True)
class Unknown:
    """The order may or may not exist: its exposure stays reserved until a look-up settles it."""

    why: str


@record(frozen=True, slots=True)
class NotSent:
    """Refused before a byte was written: the same id may be sent again."""

    why: str


HELD = "the kill switch was pulled"

SubmitOutcome = Acked | Rejected | Unknown | NotSent
