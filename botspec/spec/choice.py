"""A value that is one of a few words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pydantic_core import core_schema

from botspec.diagnostics.nearest import certain
from botspec.spec.refuse import refuse
from botspec.spec.synonyms import same_word, word_meant
from botspec.spec.units import shape_of

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler


@dataclass(frozen=True, slots=True)
class Choice:
    """Annotates an enum field."""

    kind: type[StrEnum]

    @property
    def words(self) -> list[str]:
        """What may be written, in the order of the enum."""
        return [member.value for member in self.kind]

    def read(self, value: object) -> StrEnum:
        """The member that `value` names."""
        if isinstance(value, self.kind):
            return value
        if isinstance(value, str) and value in self.words:
            return self.kind(value)
        raise self._refusal(value)

    def _refusal(self, value: object) -> Exception:
        listed = "write " + or_list(self.words)
        close = word_meant(value, self.words) if isinstance(value, str) else None
        label = f"did you mean '{close}'?" if close else listed
        fix = same_word(value, self.words) or certain(value, self.words) if isinstance(value, str) else None
        message = f"{shape_of(value)} is not one of the choices"
        return refuse("BS106", message, label, listed if close else "", fix or "")

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Read by `read`, written as the word."""
        return core_schema.no_info_plain_validator_function(self.read, serialization=core_schema.to_string_ser_schema())

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """The words, for editors."""
        return {"enum": self.words}


def or_list(words: list[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
