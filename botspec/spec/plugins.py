"""Code of one's own, named and pinned: never imported to check a spec."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field, WithJsonSchema

from botspec.spec.looser import Looser
from botspec.spec.part import Part
from botspec.spec.reads import Reads
from botspec.spec.refuse import refuse
from botspec.spec.units import shape_of

_MODULE = r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*){0,9}"
_DIGEST = r"[0-9a-f]{64}"


def _module(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(_MODULE, value):
        return value
    raise refuse("BS108", f"{shape_of(value)} is not the name of a module", "write it as Python imports it: my.signals")


def _digest(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(_DIGEST, value):
        return value
    raise refuse("BS108", "this is not a SHA-256 digest", "write 64 hex digits, as sha256sum prints them")


ModuleName = Annotated[
    str,
    Reads(_module),
    WithJsonSchema({"type": "string", "pattern": f"^{_MODULE}$", "examples": ["my.signals"]}),
]
Sha256 = Annotated[str, Reads(_digest), WithJsonSchema({"type": "string", "pattern": f"^{_DIGEST}$"})]


class Plugin(Part):
    """A Python module that a block of this spec may use."""

    module: Annotated[ModuleName, Looser.RUNTIME] = Field(
        description="The module, as Python imports it.", examples=["my.signals"]
    )
    sha256: Annotated[Sha256, Looser.RUNTIME] = Field(
        description="Digest of its source file: other code is refused.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
