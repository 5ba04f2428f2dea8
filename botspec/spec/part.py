"""What every mapping of the language is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from botspec.spec.looser import Looser
from botspec.spec.names import Name


class Part(BaseModel):
    """A mapping of the language: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True)


class Block(BaseModel):
    """An envelope: what kind of block, and its parameters as written."""

    model_config = ConfigDict(frozen=True, extra="allow", arbitrary_types_allowed=True, defer_build=True)

    kind: Annotated[Name, Looser.BEHAVIOUR] = Field(description="Which block of this family.")

    @property
    def settings(self) -> Mapping[str, Any]:
        """Everything beside `kind`, unread."""
        return self.model_extra or {}
