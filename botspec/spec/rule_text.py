"""Texts that are rules: what they must come to is part of their type, so that every rule of a spec is found."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import PlainSerializer, WithJsonSchema

from botspec.spec.names import rule
from botspec.spec.reads import Reads


class NumberText(str):
    """A rule that comes to a number."""

    __slots__ = ()


class ConditionText(str):
    """A rule that comes to true, false or unknown."""

    __slots__ = ()


def number_text(value: object) -> NumberText:
    """The text of a number rule; the grammar is checked later."""
    return NumberText(rule(value))


def condition_text(value: object) -> ConditionText:
    """The text of a condition; the grammar is checked later."""
    return ConditionText(rule(value))


def _schema(description: str, example: str) -> WithJsonSchema:
    schema: dict[str, Any] = {"type": ["string", "number"], "description": description, "examples": [example]}
    return WithJsonSchema(schema)


def one_line(text: str) -> str:
    """White space and line ends mean nothing in a rule."""
    return " ".join(text.split())


_AS_TEXT = PlainSerializer(one_line, return_type=str)
NumberRule = Annotated[
    NumberText, Reads(number_text), _AS_TEXT, _schema("A rule that comes to a number.", "close * 0.99")
]
ConditionRule = Annotated[
    ConditionText,
    Reads(condition_text),
    _AS_TEXT,
    _schema("A rule that comes to true or false.", "close > sma(close, 200)"),
]
