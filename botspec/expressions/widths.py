"""How many of the spec's bars make one slower bar."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from botspec.expressions.errors import ErrorKind
from botspec.expressions.lookup import Problem, did_you_mean
from botspec.spec.words import Timeframe

_DAY = 86_400
_DAYS = {Timeframe.DAY: 1, Timeframe.WEEK: 7, Timeframe.MONTH: 31}
_SESSIONS = {Timeframe.DAY: 1, Timeframe.WEEK: 5, Timeframe.MONTH: 23}
SLOWER = (
    Timeframe.MINUTES_5,
    Timeframe.MINUTES_15,
    Timeframe.MINUTES_30,
    Timeframe.HOUR,
    Timeframe.HOURS_4,
    *_SESSIONS,
)


_ORDER = tuple(Timeframe)
"""From the shortest."""


@dataclass(frozen=True, slots=True)
class Width:
    """`bars` of the symbol's own make at most one of `timeframe`; `prior`: the session before this one is looked at."""

    timeframe: str
    bars: int
    prior: bool = False


def per_session(base: Timeframe | None, session: int) -> int:
    """Bars of `session` seconds; of minutes when the width of a bar is not known, so that it is never too few."""
    if base is None:
        return session // 60
    return 1 if base.daily else ceil(session / base.seconds)


def slower(written: str, base: Timeframe | None, session: int) -> Width | Problem:
    """The width of `at(written, ...)`."""
    if written not in SLOWER:
        words = [str(timeframe) for timeframe in SLOWER]
        misspelled = written not in _ORDER and did_you_mean(written, words)
        hint = misspelled or f"it is one of {', '.join(words)}"
        return Problem("this is no timeframe of slower bars", hint, ErrorKind.ARGUMENT)
    timeframe = Timeframe(written)
    sessions = (_DAYS if session == _DAY else _SESSIONS).get(timeframe)
    if sessions is not None:
        return _of_sessions(timeframe, sessions, base, session)
    own = Timeframe.MINUTE if base is None else base
    if own.daily or own.seconds >= timeframe.seconds:
        return _not_slower(timeframe, own)
    return Width(timeframe, timeframe.seconds // own.seconds)


def _of_sessions(timeframe: Timeframe, sessions: int, base: Timeframe | None, session: int) -> Width | Problem:
    if base is not None and _ORDER.index(base) >= _ORDER.index(timeframe):
        return _not_slower(timeframe, base)
    return Width(timeframe, sessions * per_session(base, session))


def _not_slower(timeframe: Timeframe, base: Timeframe) -> Problem:
    hint = "write the series without at" if timeframe is base else "a rule sees no faster bars than data.timeframe"
    return Problem(f"{timeframe} bars are not slower than this bot's {base} bars", hint, ErrorKind.ARGUMENT)
