"""What a name in a rule may mean."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from botspec.expressions.indicators.catalog import INDICATORS
from botspec.expressions.tokens import FOREIGN_WORDS, OPERATOR_WORDS
from botspec.expressions.tree import Rule

SERIES = ("open", "high", "low", "close", "volume", "hl2", "hlc3", "ohlc4")
CROSSES = ("crosses_above", "crosses_below")
FUNCTIONS = (*INDICATORS, *CROSSES)
BUILTIN = frozenset({*SERIES, *FUNCTIONS})
_LATER_SERIES = ("vwap", "day_of_week", "minutes_since_open", "minutes_to_close", "position")
_LATER_FUNCTIONS = ("of", "at", "rank", "zscore", "since", "count", "if_else", "change", "returns")
_LATER_SESSIONS = ("opening_range", "prior_session")
_LATER_INDICATORS = ("wma", "macd", "bbands", "adx", "stoch", "cci", "obv", "mfi", "mom", "donchian")
LATER = frozenset({*_LATER_SERIES, *_LATER_FUNCTIONS, *_LATER_SESSIONS, *_LATER_INDICATORS})
NOT_FOR_RULES = frozenset({"equity", "cash"})
RESERVED = BUILTIN | LATER | NOT_FOR_RULES | OPERATOR_WORDS | frozenset(FOREIGN_WORDS)

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Names:
    """Names a rule may use besides the language's own.

    `lets` hold the rules named before this one. `later` are names of rules that follow it and `broken` those that are
    wrong where they are defined: both only serve better messages.
    """

    params: Mapping[str, Decimal | int | float] = field(default_factory=dict)
    lets: Mapping[str, Rule] = field(default_factory=dict)
    later: Collection[str] = ()
    broken: Collection[str] = ()

    def everything(self) -> list[str]:
        """What could be meant by a misspelled name."""
        return [*self.params, *self.lets, *SERIES, *FUNCTIONS]


def name_problem(name: str) -> str:
    """Why `name` cannot name a param or a `let` rule, or ""."""
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        return f"a name consists of letters, digits and _, begins with no digit and has at most {_LONGEST} characters"
    if name in RESERVED:
        return f"'{name}' is a word of the rule language; choose another name"
    return ""
