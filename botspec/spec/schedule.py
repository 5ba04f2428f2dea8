"""When a bot looks, and when its orders leave."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.domain.values import Duration
from botspec.spec.choice import Choice
from botspec.spec.decide import BAR_CLOSE, DecideValue
from botspec.spec.later import ADDED
from botspec.spec.looser import Looser
from botspec.spec.part import Part
from botspec.spec.units import DurationValue
from botspec.spec.words import Session, Submit

HEARTBEAT = Duration(60, "60s")


class Schedule(Part):
    """When the bot looks, and when its orders leave."""

    session: Annotated[Session, Choice(Session), Looser.UP] = Field(
        default=Session.REGULAR,
        description="Hours the bot may trade in: regular, extended (4:00 to 20:00 in New York), always (crypto).",
        examples=["regular"],
    )
    decide: Annotated[DecideValue, Looser.BEHAVIOUR] = Field(
        default=BAR_CLOSE,
        description="When rules are looked at: at each bar's close, or on the bar so far.",
        examples=["bar_close", {"before_close": "20m"}, {"every": "5m"}],
    )
    submit: Annotated[Submit, Choice(Submit), Looser.BEHAVIOUR] = Field(
        default=Submit.NOW,
        description="When orders leave. Daily bars must say it.",
        examples=["after_open"],
    )
    heartbeat: Annotated[DurationValue, ADDED, Looser.UP] = Field(
        default=HEARTBEAT,
        description="How often guards, reconciliation and watchdogs look between decisions (paper, live).",
        examples=["60s"],
    )
