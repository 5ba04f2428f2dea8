"""The part of the session in which orders may leave."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.session_time import SessionTimeValue


class TradingWindowSpan(Params):
    """From one moment of the session to another."""

    start: Annotated[SessionTimeValue, Looser.DOWN] = Field(
        alias="from", description="First moment.", examples=[{"after_open": "30m"}]
    )
    end: Annotated[SessionTimeValue, Looser.UP] = Field(
        alias="to", description="Last moment.", examples=[{"before_close": "30m"}]
    )

    def __str__(self) -> str:
        return f"{self.start} to {self.end}"


class TradingWindowParams(Params):
    """Parameter of `trading_window`."""

    limit: Annotated[TradingWindowSpan, Looser.PARTS] = Field(
        description="When orders may leave, relative to the open and the close of the session.",
        examples=[{"from": {"after_open": "30m"}, "to": {"before_close": "30m"}}],
    )
