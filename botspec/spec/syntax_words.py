"""What the YAML reader complains about, in our words and with a way out."""

from __future__ import annotations

ANY = ("this is not YAML that botspec can read", "check the lines above for a missing ':', quote or bracket")

_WORDS: tuple[tuple[str, str, str], ...] = (
    ("found character '\\t'", "a tab cannot indent", "use spaces"),
    ("found a tab character", "a tab cannot indent", "use spaces"),
    ("found character '@'", "a value cannot start with '@'", "put it in quotes"),
    ("found character '`'", "a value cannot start with '`'", "put it in quotes"),
    ("found character '%'", "a value cannot start with '%'", "write the number first, such as 5%"),
    (
        "mapping values are not allowed",
        "a ':' cannot stand here",
        "put text with ': ' in quotes, or check the indentation",
    ),
    ("could not find expected ':'", "a key without ':'", "write key: value"),
    ("found unexpected end of stream", "a quote is never closed", "close the quote"),
    ("found unexpected document separator", "a quote is never closed", "close the quote"),
    ("expected <block end>", "the indentation does not fit the lines above", "line it up with its neighbours"),
    ("expected ',' or ']'", "a list is not closed", "write ',' or ']'"),
    ("expected ',' or '}'", "a mapping is not closed", "write ',' or '}'"),
    ("found unknown escape", "an escape that does not exist", "use single quotes for text with a backslash"),
    ("sequence entries are not allowed", "a list cannot start here", "put '- ' on a line of its own"),
    ("sequence entries not allowed", "a list cannot start here", "put '- ' on a line of its own"),
    ("block sequence", "a list cannot start here", "put '- ' on a line of its own"),
    ("expected the node content", "a value is missing", "write a value"),
    ("expected alphabetic", "a '*' or '&' needs quotes", "put the text in quotes"),
    ("comment or a line break", "text after '|' or '>'", "put the text on the next line, indented"),
    ("chomping or indentation", "text after '|' or '>'", "put the text on the next line, indented"),
)


def in_our_words(problem: str) -> tuple[str, str]:
    """Message and fix for a complaint of the YAML reader."""
    return next(((message, fix) for part, message, fix in _WORDS if part in problem), ANY)
