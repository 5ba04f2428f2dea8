"""What a name in a rule may mean."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from botspec.expressions.functions import FUNCTIONS
from botspec.expressions.indicators.catalog import INDICATORS
from botspec.expressions.tokens import FOREIGN_WORDS, OPERATOR_WORDS
from botspec.expressions.tree import Rule, Type
from botspec.market.hours import REGULAR_SECONDS
from botspec.spec.words import Timeframe

SERIES = ("open", "high", "low", "close", "volume", "hl2", "hlc3", "ohlc4")
CLOCK = ("vwap", "minutes_since_open", "minutes_to_close", "day_of_week")
VALUES = (*SERIES, *CLOCK)
CALLABLE = frozenset({*INDICATORS, *FUNCTIONS})
POSITION = "position"
POSITION_FIELDS = {
    "entry_price": Type.NUMBER,
    "gain": Type.NUMBER,
    "bars_held": Type.BARS,
    "quantity": Type.NUMBER,
}
NOT_FOR_RULES = frozenset({"equity", "cash"})
RESERVED = frozenset({*VALUES, *CALLABLE, POSITION, *NOT_FOR_RULES, *OPERATOR_WORDS, *FOREIGN_WORDS})

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LONGEST = 64


class PositionUse(StrEnum):
    """Whether a rule may look at the bot's own position; `AT_ENTRY` is read when there is none yet."""

    HERE = "here"
    AT_ENTRY = "at_entry"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Setting:
    """What rules are read for: the symbols there are bars of (None: any) and the width of the bars (None: unknown).

    `session` is how long a usual session is in which there are bars, in seconds.
    """

    symbols: Collection[str] | None = None
    timeframe: Timeframe | None = None
    session: int = REGULAR_SECONDS


@dataclass(frozen=True, slots=True)
class Names:
    """Names a rule may use besides the language's own.

    `lets` hold the rules named before this one. `later` are names of rules that follow it and `broken` those that are
    wrong where they are defined: both only serve better messages. `position` says whether it is an exit.
    """

    params: Mapping[str, Decimal | int | float] = field(default_factory=dict)
    lets: Mapping[str, Rule] = field(default_factory=dict)
    later: Collection[str] = ()
    broken: Collection[str] = ()
    setting: Setting = Setting()
    position: PositionUse = PositionUse.ELSEWHERE

    def everything(self) -> list[str]:
        """What could be meant by a misspelled name."""
        return [*self.params, *self.lets, *VALUES, POSITION, *sorted(CALLABLE)]


def name_problem(name: str) -> str:
    """Why `name` cannot name a param or a `let` rule, or ""."""
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        return f"a name consists of letters, digits and _, begins with no digit and has at most {_LONGEST} characters"
    if name in RESERVED:
        return f"'{name}' is a word of the rule language; choose another name"
    return ""
