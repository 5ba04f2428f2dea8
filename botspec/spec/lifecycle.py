"""What happens to a bot's positions when it starts, stops, or changes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.choice import Choice
from botspec.spec.looser import Looser
from botspec.spec.names import BotId
from botspec.spec.part import Part
from botspec.spec.words import Existing, OnRemove, OnStop


class Lifecycle(Part):
    """What happens to positions when the bot starts, stops, or no longer trades a symbol."""

    existing_positions: Annotated[Existing, Choice(Existing), Looser.UP] = Field(
        default=Existing.REFUSE,
        description="First start with positions in its symbols: refuse to start, ignore them, or adopt them.",
        examples=["refuse"],
    )
    on_stop: Annotated[OnStop, Choice(OnStop), Looser.BEHAVIOUR] = Field(
        default=OnStop.KEEP, description="Positions when the bot is stopped: keep or flatten them.", examples=["keep"]
    )
    on_remove: Annotated[OnRemove, Choice(OnRemove), Looser.UP] = Field(
        default=OnRemove.REFUSE,
        description="A position whose symbol left the spec: refuse to start, close it (unwind), go on with its exits "
        "(adopt), or leave it alone (freeze).",
        examples=["refuse"],
    )


class Moved(Part):
    """A bot that got another id: its orders and its journal still hang on the old one."""

    old: Annotated[BotId, Looser.COSMETIC] = Field(
        alias="from", description="The id it had before.", examples=["old-id"]
    )
