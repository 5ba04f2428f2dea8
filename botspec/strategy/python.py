"""Signals from a Python function of one's own: a plug-in, listed and pinned under `plugins`.

A run imports it once its source has the digest the spec pins; `validate`, `show` and `diff` never do. Its signals at a
sample of rows are computed again without the bars after them, and a plug-in that says something else then is refused.
See docs/plugins.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from botspec.spec.looser import Looser
from botspec.spec.names import Name
from botspec.spec.params import Params
from botspec.spec.plugins import ModuleName
from botspec.spec.units import CountValue, NumberValue

if TYPE_CHECKING:
    from botspec.market.panel import Panel
    from botspec.strategy.signals import SignalColumns


class PluginRefused(Exception):
    """What a plug-in gave is not what a run may trade on."""


class PythonParams(Params):
    """Parameters of `strategy: {kind: python}`."""

    module: Annotated[ModuleName, Looser.RUNTIME] = Field(
        description="The plug-in, as `plugins` lists it.", examples=["my.signals"]
    )
    function: Annotated[Name, Looser.RUNTIME] = Field(
        default="signals", description="The function that gives the signals of a panel.", examples=["signals"]
    )
    warmup: Annotated[CountValue, Looser.BEHAVIOUR] = Field(
        description="Bars of a symbol that it needs before its first decision.", examples=[200]
    )
    params: Annotated[Mapping[Name, NumberValue], Looser.BEHAVIOUR] = Field(
        default_factory=dict, description="Numbers it is called with.", examples=[{"period": 14}]
    )


@dataclass(frozen=True, slots=True)
class Python:
    """A plug-in; without its `function` it knows what it needs and gives no signals."""

    params: PythonParams
    function: Callable[..., object] | None = None
    kind: str = "python"

    @property
    def warmup(self) -> int:
        """Bars of a symbol before its first decision."""
        return self.params.warmup

    @property
    def named(self) -> str:
        """What messages call it."""
        return f"plug-in '{self.params.module}'"

    def signals(self, panel: Panel, since: int = 0, beside: Panel | None = None) -> SignalColumns:
        """As `Strategy.signals`, of the traded symbols alone. Raises PluginRefused."""
        from botspec.strategy.plugin_columns import plugin_columns  # loads numpy

        del beside
        return plugin_columns(self, panel, since)
