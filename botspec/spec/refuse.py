"""How a value type says no: a pydantic error whose type is a finding's code, so that nothing has to be guessed later."""

from __future__ import annotations

from pydantic_core import PydanticCustomError

_MESSAGE = "{message}"


def refuse(code: str, message: str, label: str = "", help_: str = "") -> PydanticCustomError:
    """The error to raise: `message` says what is wrong, `label` is the fix shown at the caret."""
    return PydanticCustomError(code, _MESSAGE, {"message": message, "label": label, "help": help_})
