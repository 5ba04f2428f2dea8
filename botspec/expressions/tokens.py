"""Rule text -> tokens with exact places."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from botspec.expressions.errors import RuleError


class Kind(StrEnum):
    """Sorts of token."""

    NUMBER = "number"
    PERCENT = "percent"
    DURATION = "duration"
    BARS = "bars"
    NAME = "name"
    TEXT = "text"
    OPERATOR = "operator"
    UNREADABLE = "unreadable"
    END = "end"


class Token(NamedTuple):
    """Characters `start` up to `end`; `text` is as meant (`&&` is reported and read on as `and`)."""

    kind: Kind
    text: str
    start: int
    end: int

    def says(self, text: str) -> bool:
        """Whether this is the sign or operator word `text`."""
        return self.kind is Kind.OPERATOR and self.text == text


_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    |(?P<bars>(?:\d+(?:\.\d+)?)[ ]+bars?\b)
    |(?P<percent>\d+(?:\.\d+)?%)
    |(?P<duration>\d+(?:\.\d+)?(?:mo|[smhdwy])\b)
    |(?P<unit>\d[\d.]*[A-Za-z_]\w*)
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<name>[A-Za-z_]\w*)
    |(?P<text>"[^"]*"?|'[^']*'?)
    |(?P<foreign>\*\*|//|&&|\|\||<>|=>|=<|:=|!(?!=)|[&|^~%])
    |(?P<operator><=|>=|==|!=|[-+*/<>()\[\],.=])
    |(?P<unknown>.)""",
    re.VERBOSE | re.ASCII | re.DOTALL,
)

# Written in other languages: message, hint, and what to read on as (None: nothing can be meant).
_FOREIGN: dict[str, tuple[str, str, str | None]] = {
    "&&": ("'&&' is not an operator", "write and", "and"),
    "&": ("'&' is not an operator", "write and", "and"),
    "||": ("'||' is not an operator", "write or", "or"),
    "|": ("'|' is not an operator", "write or", "or"),
    "!": ("'!' is not an operator", "write not", "not"),
    "~": ("'~' is not an operator", "write not", "not"),
    "<>": ("'<>' is not an operator", "write !=", "!="),
    "=>": ("'=>' is not an operator", "write >=", ">="),
    "=<": ("'=<' is not an operator", "write <=", "<="),
    ":=": ("a rule gives no names", "put the part under let, where it has a name", None),
    "**": ("there is no power operator", "write the product, for example x * x", "*"),
    "^": ("there is no power operator", "write the product, for example x * x", "*"),
    "//": ("there is no whole-number division", "write /", "/"),
    "%": ("'%' only stands directly behind a number", "write 5% for 0.05; there is no remainder operator", None),
}
_UNKNOWN = "a comparison with a missing value is unknown by itself, and unknown neither enters nor exits"
_NO_BRANCH = "a rule is one expression, without branches; join conditions with and, or, not"
FOREIGN_WORDS: dict[str, tuple[str, str, str | None]] = {
    **{word: (f"'{word}' is not an operator", f"write {word.lower()}", word.lower()) for word in ("AND", "OR", "NOT")},
    "is": ("'is' is not an operator", "write == to compare", "=="),
    **dict.fromkeys(("if", "else", "elif", "then"), ("there is no if in a rule", _NO_BRANCH, None)),
    **dict.fromkeys(("for", "while", "lambda", "def", "import", "in", "return"), ("a rule is no program", "", None)),
    **dict.fromkeys(("true", "false", "True", "False"), ("a rule has no true or false", "write a comparison", None)),
    **dict.fromkeys(("None", "null", "nan"), ("a rule cannot name a missing value", _UNKNOWN, None)),
}
OPERATOR_WORDS = frozenset({"and", "or", "not"})
_LOOKALIKES = {"≤": "<=", "≥": ">=", "≠": "!=", "×": "*", "÷": "/", "−": "-", "–": "-", "—": "-"}  # noqa: RUF001
_ONE_MEANING = frozenset({"&&", "||", "<>", "=>", "=<", "AND", "OR", "NOT", "≤", "≥", "≠"})
_KINDS = {kind.value: kind for kind in Kind}


def tokenize(text: str) -> tuple[list[Token], list[RuleError]]:
    """Tokens, ended by one END at the end of the last token, and what was reported on the way."""
    tokens: list[Token] = []
    errors: list[RuleError] = []
    for match in _TOKEN.finditer(text):
        group = match.lastgroup or "unknown"
        if group == "space":
            continue
        if group in _KINDS and match.group() not in FOREIGN_WORDS:
            tokens.append(_plain(_KINDS[group], match))
        else:
            tokens.append(_misread(group, match, errors))
    end = tokens[-1].end if tokens else 0
    tokens.append(Token(Kind.END, "", end, end))
    return tokens, errors


def _plain(kind: Kind, match: re.Match[str]) -> Token:
    kind = Kind.OPERATOR if match.group() in OPERATOR_WORDS else kind
    return Token(kind, match.group(), match.start(), match.end())


def _misread(group: str, match: re.Match[str], errors: list[RuleError]) -> Token:
    message, hint, meant = _explain(group, match.group())
    certain = (meant or "") if match.group() in _ONE_MEANING else ""
    errors.append(RuleError(message, match.start(), match.end(), hint, meant=certain))
    kind = Kind.UNREADABLE if meant is None else Kind.OPERATOR
    return Token(kind, meant or match.group(), match.start(), match.end())


def _explain(group: str, written: str) -> tuple[str, str, str | None]:
    if written in _FOREIGN:
        return _FOREIGN[written]
    if written in FOREIGN_WORDS:
        return FOREIGN_WORDS[written]
    if group == "unit":
        return "this is neither a number nor a name", _unit_hint(written), None
    if written in _LOOKALIKES:
        return f"'{written}' is not an operator", f"write {_LOOKALIKES[written]}", _LOOKALIKES[written]
    return f"{_shown(written)} has no meaning in a rule", "", None


def _unit_hint(written: str) -> str:
    if re.fullmatch(r"[\d.]+[eE]\d*", written):
        return "write the number out, for example 1000"
    if "_" in written:
        return "write the number without _"
    if re.fullmatch(r"\d+(Min|Hour|Day|Week|Month)", written):
        return f'write "{written}"'
    return "a duration is written 15m, 4h or 2d, a count of bars 20 bars; a name does not begin with a digit"


def _shown(character: str) -> str:
    if character.isprintable() and not character.isspace():
        return f"'{character}'"
    return f"the character U+{ord(character):04X}"
