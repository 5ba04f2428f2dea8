"""The part of the session in which orders may leave."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.intents import Proposal, Reading
from botspec.risk.limits.book import Book
from botspec.risk.limits.session_part import moment_of, reading
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


class TradingWindow:
    """Orders that open leave within the window only; early closes count."""

    kind: ClassVar[str] = "trading_window"

    def __init__(self, params: TradingWindowParams) -> None:
        self.limit = params.limit

    def measure(self, proposal: Proposal, book: Book) -> Reading:  # noqa: ARG002  (a limit may look at the order)
        """How far outside the window the order would leave, of nothing; seconds."""
        return reading(book, moment_of(book, self.limit.start), moment_of(book, self.limit.end))

    def __str__(self) -> str:
        return f"trading_window {self.limit}"
