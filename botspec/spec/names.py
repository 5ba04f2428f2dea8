"""Names in a spec: of the bot, its account profile, symbols and parameters."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import PlainSerializer, WithJsonSchema

from botspec.domain.values import Money
from botspec.spec.reads import Reads
from botspec.spec.refuse import refuse
from botspec.spec.units import money, shape_of

SYMBOL = r"[A-Z]{1,6}(?:\.[A-Z]{1,2}|_[A-Z]{1,4}|/[A-Z]{3,4})?"
"""A stock (BRK.B), a crypto pair (BTC/USD), or a series of one's own (SYN_A)."""
NAME = r"[a-z][a-z0-9_]{0,39}"
ID = r"[a-z][a-z0-9-]{0,39}"
LONGEST_TEXT = 2000


def _named(pattern: str, what: str, rule: str, tidy: Callable[[str], str]) -> Callable[[object], str]:
    matcher = re.compile(pattern)

    def read(value: object) -> str:
        if not isinstance(value, str):
            raise refuse("BS103", f"expected {what}, was {shape_of(value)}", rule)
        if matcher.fullmatch(value):
            return value
        tidied = tidy(value)
        fix = tidied if matcher.fullmatch(tidied) else ""
        raise refuse("BS108", f"'{value}' is not {what}", f"write {fix}" if fix else rule, fix=fix)

    return read


def _dashed(text: str) -> str:
    return re.sub(r"[\s_]+", "-", text.strip().lower())


def _under(text: str) -> str:
    return re.sub(r"[\s-]+", "_", text.strip().lower())


symbol = _named(SYMBOL, "a symbol", "write a stock symbol in capitals, such as AAPL", lambda text: text.strip().upper())
bot_id = _named(ID, "an id", "use small letters, digits and dashes, starting with a letter", _dashed)
name = _named(NAME, "a name", "use small letters, digits and underscores, starting with a letter", _under)


def version(value: object) -> int:
    """Only version 1 exists."""
    if value in ("1", 1):
        return 1
    raise refuse("BS110", f"version {shape_of(value)} is not known to this botspec", "write 1")


def prose(value: object) -> str:
    """Free text of at most 2,000 characters."""
    if not isinstance(value, str):
        raise refuse("BS103", f"expected text, was {shape_of(value)}", "write a sentence")
    if len(value) > LONGEST_TEXT:
        raise refuse("BS105", f"the text has {len(value)} characters, at most {LONGEST_TEXT} fit", "make it shorter")
    return value


def rule(value: object) -> str:
    """A rule's text; the grammar is checked later, by `botspec.expressions`."""
    if not isinstance(value, str):
        raise refuse(
            "BS103", f"expected a rule, was {shape_of(value)}", "write a rule, such as close > sma(close, 200)"
        )
    return value


def capital(value: object) -> Money | Literal["whole_account"]:
    """Money, or the word for everything in the account."""
    if value == "whole_account":
        return "whole_account"
    return money(value)


def _schema(pattern: str, description: str, example: str) -> WithJsonSchema:
    return WithJsonSchema(
        {"type": "string", "pattern": f"^{pattern}$", "description": description, "examples": [example]}
    )


SymbolName = Annotated[str, Reads(symbol), _schema(SYMBOL, "A stock symbol.", "AAPL")]
BotId = Annotated[str, Reads(bot_id), _schema(ID, "A bot's id.", "dip-buyer")]
AccountName = Annotated[str, Reads(name), _schema(NAME, "A profile's name.", "main")]
Version = Annotated[int, Reads(version), WithJsonSchema({"enum": [1, "1"]})]
Name = Annotated[str, Reads(name), _schema(NAME, "A name.", "rsi_period")]
Prose = Annotated[str, Reads(prose), WithJsonSchema({"type": "string", "maxLength": LONGEST_TEXT})]
RuleText = Annotated[
    str,
    Reads(rule),
    WithJsonSchema({"type": ["string", "number"], "description": "A rule.", "examples": ["close > sma(close, 200)"]}),
]
CapitalValue = Annotated[
    Money | Literal["whole_account"],
    Reads(capital),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {
            "anyOf": [
                {"const": "whole_account"},
                {"type": "string", "pattern": r"^(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})? USD$"},
            ],
            "examples": ["25000 USD", "whole_account"],
        }
    ),
]
