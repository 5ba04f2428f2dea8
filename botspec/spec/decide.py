"""When rules are looked at: `bar_close`, `{before_close: 20m}` or `{every: 5m}`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from botspec.domain.values import Duration
from botspec.spec.reads import Reads
from botspec.spec.refuse import inside, refuse
from botspec.spec.units import duration, shape_of
from botspec.spec.words import Decide, Timeframe

_WIDTHS = (Timeframe.MINUTE, Timeframe.MINUTES_5, Timeframe.MINUTES_15, Timeframe.MINUTES_30)
_SESSIONS = (23_400, 12_600)  # a session, and one that closes early
_FIX = "write bar_close, {before_close: 20m} or {every: 5m}"


@dataclass(frozen=True, slots=True)
class Decision:
    """`span` is None for bar_close; the others look at the bar so far."""

    kind: Decide
    span: Duration | None = None

    def width(self, timeframe: Timeframe) -> Timeframe:
        """Bars to go by: the rules' own, or the widest that end wherever the bar so far is looked at."""
        if self.span is None:
            return timeframe
        lengths = (self.span.seconds,) if self.kind is Decide.EVERY else (self.span.seconds, *_SESSIONS)
        fitting = (
            each
            for each in reversed(_WIDTHS)
            if each.seconds < timeframe.seconds and all(length % each.seconds == 0 for length in lengths)
        )
        return next(fitting, Timeframe.MINUTE)

    def __str__(self) -> str:
        return self.kind.value if self.span is None else f"{self.kind.value} {self.span}"


BAR_CLOSE = Decision(Decide.BAR_CLOSE)


def decision(value: object) -> Decision:
    """The word or the mapping; a Decision passes through."""
    match value:
        case Decision():
            return value
        case "bar_close":
            return BAR_CLOSE
        case {"before_close": text, **rest} if not rest:
            return Decision(Decide.BEFORE_CLOSE, _span("before_close", text))
        case {"every": text, **rest} if not rest:
            return Decision(Decide.EVERY, _span("every", text))
        case _:
            raise refuse("BS106", f"{shape_of(value)} is not a time to decide", _FIX)


def _span(key: str, value: object) -> Duration:
    try:
        return duration(value)
    except PydanticCustomError as error:
        raise inside(key, error) from None


def _written(value: Decision) -> str | dict[str, str]:
    return value.kind.value if value.span is None else {value.kind.value: str(value.span)}


def _spanned(key: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {key: {"type": "string", "pattern": r"^[1-9][0-9]{0,5}[smhdwy]$"}},
        "required": [key],
        "additionalProperties": False,
    }


DecideValue = Annotated[
    Decision,
    Reads(decision),
    PlainSerializer(_written),
    WithJsonSchema(
        {
            "description": "When rules are looked at.",
            "examples": ["bar_close", {"before_close": "20m"}, {"every": "5m"}],
            "anyOf": [{"const": "bar_close"}, _spanned("before_close"), _spanned("every")],
        }
    ),
]
