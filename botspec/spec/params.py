"""The parent of every block's parameter model."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Params(BaseModel):
    """Parameters of one block: frozen, unknown keys refused, every field described, defaults only here."""

    shown: ClassVar[tuple[str, ...]] = ()
    """Keys that an example writes though none must be written."""

    weighs: ClassVar[bool] = False
    """True for a strategy that says itself how much is held of each symbol."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True)
