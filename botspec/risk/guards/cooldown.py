"""Wait before entering again after an exit."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.choice import Choice
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.span import SpanValue
from botspec.spec.words import CooldownAfter, EntryScope


class CooldownParams(Params):
    """Parameters of `{kind: cooldown}`."""

    after: Annotated[CooldownAfter, Choice(CooldownAfter), Looser.ANY] = Field(
        description="What it waits after: a stop loss, a losing trade, any exit.", examples=["stop_loss"]
    )
    scope: Annotated[EntryScope, Choice(EntryScope), Looser.DOWN] = Field(
        default=EntryScope.SYMBOL, description="Who waits: the symbol, or the bot.", examples=["symbol"]
    )
    wait: Annotated[SpanValue, Looser.DOWN] = Field(description="How long.", examples=["3 bars", "1d"])
