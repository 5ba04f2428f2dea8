"""Signals from a Python function of one's own: a plug-in, listed and pinned under `plugins`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from botspec.spec.looser import Looser
from botspec.spec.names import Name
from botspec.spec.params import Params
from botspec.spec.plugins import ModuleName
from botspec.spec.units import NumberValue


class PythonParams(Params):
    """Parameters of `strategy: {kind: python}`."""

    module: Annotated[ModuleName, Looser.RUNTIME] = Field(
        description="The plug-in, as `plugins` lists it.", examples=["my.signals"]
    )
    function: Annotated[Name, Looser.RUNTIME] = Field(
        default="signals", description="The function that gives the signals of a panel.", examples=["signals"]
    )
    params: Annotated[Mapping[Name, NumberValue], Looser.BEHAVIOUR] = Field(
        default_factory=dict, description="Numbers it is called with.", examples=[{"period": 14}]
    )
