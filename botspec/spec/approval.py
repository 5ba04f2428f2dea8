"""What the policy asks of an approval before a spec may trade real money."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from botspec.domain.values import Duration, Ratio
from botspec.spec.choice import Choice
from botspec.spec.flag import FlagValue
from botspec.spec.looser import Looser
from botspec.spec.names import Prose
from botspec.spec.part import Part
from botspec.spec.units import CountValue, DurationValue, RatioValue

_DAY = 86_400


class Signing(StrEnum):
    """Whether a lock must be signed."""

    OPTIONAL = "optional"
    REQUIRED = "required"


class BacktestEvidence(Part):
    """A back-test of the same behaviour, and what it must have come to."""

    sessions: Annotated[CountValue, Looser.DOWN] = Field(
        default=1, description="Sessions it must cover.", examples=[500]
    )
    trades: Annotated[CountValue, Looser.DOWN] = Field(
        default=1, description="Closed trades it must have.", examples=[30]
    )
    max_drawdown: Annotated[RatioValue | None, Looser.UP] = Field(
        default=None, description="Deepest drawdown allowed.", examples=["20%"]
    )


class PaperEvidence(Part):
    """Sessions on paper with the same behaviour."""

    sessions: Annotated[CountValue, Looser.DOWN] = Field(description="Sessions it must have run.", examples=[20])


class ParityEvidence(Part):
    """Paper against the back-test: orders decided again from the bars that journals keep, and the prices of fills."""

    orders: Annotated[RatioValue, Looser.DOWN] = Field(
        default=Ratio(Decimal(1)),
        description="How many orders on paper must come out the same when their journal's bars are decided again.",
        examples=["100%"],
    )

    slippage: Annotated[RatioValue, Looser.UP] = Field(
        description="Most by which paper fills may be worse than their reference price, on average by value.",
        examples=["0.2%"],
    )


class EvidenceAsked(Part):
    """What must have been seen before a spec may trade real money."""

    backtest: Annotated[BacktestEvidence | None, Looser.PARTS] = Field(
        default=None, description="A back-test of the same behaviour."
    )
    paper: Annotated[PaperEvidence | None, Looser.PARTS] = Field(default=None, description="Sessions on paper.")
    parity: Annotated[ParityEvidence | None, Looser.PARTS] = Field(
        default=None, description="How near paper came to a back-test of the bars it saw: orders, and prices of fills."
    )
    limits_exercised: Annotated[FlagValue, Looser.DOWN] = Field(
        default=False, description="Every limit must have measured an order, in one of the runs.", examples=[True]
    )


class AskedBeforePaper(Part):
    """What must have been seen before a spec may trade on paper."""

    backtest: Annotated[BacktestEvidence | None, Looser.PARTS] = Field(
        default=None, description="A back-test of the same behaviour."
    )
    limits_exercised: Annotated[FlagValue, Looser.DOWN] = Field(
        default=False, description="Every limit must have measured an order, in one of the runs.", examples=[True]
    )


class Approval(Part):
    """Who approves a spec for real money, from where, for how long, and on what evidence."""

    branch: Annotated[Prose, Looser.ANY] = Field(
        default="main", description="Branch that a running spec must be on.", examples=["main"]
    )
    approvers: Annotated[tuple[Prose, ...], Looser.ANY] = Field(
        default=(), description="Who may approve; anybody when empty.", examples=[["risk@example.com"]]
    )
    author_may_approve: Annotated[FlagValue, Looser.UP] = Field(
        default=False, description="Whether the last author of a spec may approve it too.", examples=[False]
    )
    signature: Annotated[Signing, Choice(Signing), Looser.DOWN] = Field(
        default=Signing.OPTIONAL, description="Whether a lock must be signed.", examples=["required"]
    )
    signers: Annotated[Prose, Looser.ANY] = Field(
        default="allowed_signers",
        description="File of allowed signers, as ssh-keygen reads it, relative to the policy.",
        examples=["allowed_signers"],
    )
    valid_for: Annotated[DurationValue, Looser.UP] = Field(
        default=Duration(90 * _DAY, "90d"), description="Longest that an approval is valid.", examples=["90d"]
    )
    evidence: Annotated[EvidenceAsked, Looser.PARTS] = Field(
        default_factory=EvidenceAsked.model_construct, description="What must have been seen before."
    )
    before_paper: Annotated[AskedBeforePaper, Looser.PARTS] = Field(
        default_factory=AskedBeforePaper.model_construct,
        description="What must have been seen before it trades on paper.",
    )
