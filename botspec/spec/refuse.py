"""How a value type says no: a pydantic error whose type is a finding's code, so nothing has to be guessed later."""

from __future__ import annotations

from pydantic_core import PydanticCustomError

_MESSAGE = "{message}"


def refuse(code: str, message: str, label: str = "", help_: str = "", fix: str = "") -> PydanticCustomError:
    """The error to raise: `message` says what is wrong, `label` what to do, shown at the caret.

    `fix` is what the value should be, where that is certain.
    """
    said = {"message": message, "label": label, "help": help_, "inside": "", "fix": fix}
    return PydanticCustomError(code, _MESSAGE, said)


def inside(key: str, error: PydanticCustomError) -> PydanticCustomError:
    """The same error, about the value of `key` in the mapping that was read."""
    context = {**(error.context or {}), "inside": key}
    return PydanticCustomError(error.type, _MESSAGE, context)
