"""What a repository allows its bots: `botspec.policy.yaml`, as typed values."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from botspec.domain.modes import Mode
from botspec.domain.orders import PositionSide
from botspec.spec.approval import Approval
from botspec.spec.choice import Choice
from botspec.spec.looser import Looser
from botspec.spec.names import AccountName, BotId, Name, Prose, SymbolName, Version
from botspec.spec.part import Part
from botspec.spec.plugins import Sha256
from botspec.spec.units import CountValue, DayValue, MoneyValue
from botspec.spec.words import PolicyType

FILE = "botspec.policy.yaml"


class Enforcement(StrEnum):
    """What a breach of a rule comes to, mildest first."""

    ADVISORY = "advisory"
    SOFT = "soft"
    HARD = "hard"


EnforcementValue = Annotated[Enforcement, Choice(Enforcement)]
ModeValue = Annotated[Mode, Choice(Mode)]


class Ceilings(Part):
    """The most any spec may ask. What is left out has no ceiling."""

    modes: Annotated[tuple[ModeValue, ...] | None, Looser.UP] = Field(
        default=None, description="Modes a spec may say.", examples=[["backtest", "simulate", "paper"]]
    )
    accounts: Annotated[tuple[AccountName, ...] | None, Looser.UP] = Field(
        default=None, description="Account profiles a spec may use.", examples=[["main"]]
    )
    capital: Annotated[MoneyValue | None, Looser.UP] = Field(
        default=None, description="The most a bot may call its own; whole_account is more.", examples=["50000 USD"]
    )
    symbols: Annotated[tuple[SymbolName, ...] | None, Looser.UP] = Field(
        default=None, description="The only symbols there may be.", examples=[["AAPL", "MSFT"]]
    )
    max_symbols: Annotated[CountValue | None, Looser.UP] = Field(
        default=None, description="How many symbols a universe may have.", examples=[20]
    )
    order_types: Annotated[tuple[Annotated[PolicyType, Choice(PolicyType)], ...] | None, Looser.UP] = Field(
        default=None, description="Order types that may be used.", examples=[["market", "limit"]]
    )
    sides: Annotated[tuple[Annotated[PositionSide, Choice(PositionSide)], ...] | None, Looser.UP] = Field(
        default=None, description="Which way positions may go.", examples=[["long"]]
    )
    plugins: Annotated[tuple[Sha256, ...] | None, Looser.UP] = Field(
        default=None, description="Digests of the plug-ins that may be used; [] for none.", examples=[[]]
    )
    limits: Annotated[Mapping[str, Any], Looser.PARTS] = Field(
        default_factory=dict,
        description="Limits every spec must have, none of them looser than this.",
        examples=[{"max_gross_exposure": "100%", "max_leverage": 1}],
    )
    guards: Annotated[Mapping[str, Any], Looser.PARTS] = Field(
        default_factory=dict,
        description="Guards every spec must have, none of the named keys looser than this.",
        examples=[{"daily_loss": {"limit": "3%", "action": "halt"}}],
    )


class Waiver(Part):
    """An exception, for one rule and one bot, until a day."""

    rule: Annotated[Prose, Looser.ANY] = Field(
        description="The rule, as its finding names it.", examples=["ceilings.capital"]
    )
    spec: Annotated[BotId, Looser.ANY] = Field(description="The bot's id.", examples=["dip-buyer"])
    reason: Annotated[Prose, Looser.COSMETIC] = Field(description="Why.", examples=["a trial of two weeks"])
    approver: Annotated[Prose, Looser.COSMETIC] = Field(description="Who allowed it.", examples=["risk desk"])
    expires: Annotated[DayValue, Looser.ANY] = Field(
        description="The last day it counts; after that it is an error.", examples=["2027-01-31"]
    )


class Policy(Part):
    """What a repository allows its bots: the whole file."""

    version: Annotated[Version, Looser.RUNTIME] = Field(description="Version of the language.", examples=[1])
    description: Annotated[Prose, Looser.COSMETIC] = Field(default="", description="What it is for, for people.")
    from_mode: Annotated[ModeValue, Looser.UP] = Field(
        default=Mode.BACKTEST, description="Specs of this mode and above are judged.", examples=["paper"]
    )
    enforcement: Annotated[EnforcementValue, Looser.DOWN] = Field(
        default=Enforcement.SOFT,
        description="A breach is told (advisory), refused unless waived (soft), or refused (hard).",
        examples=["hard"],
    )
    enforce: Annotated[Mapping[str, EnforcementValue], Looser.DOWN] = Field(
        default_factory=dict,
        description="Other enforcement for some rules.",
        examples=[{"ceilings.capital": "hard"}],
    )
    ceilings: Annotated[Ceilings, Looser.PARTS] = Field(
        default_factory=Ceilings.model_construct, description="The most any spec may ask."
    )
    required_guards: Annotated[Mapping[ModeValue, tuple[Name, ...]], Looser.DOWN] = Field(
        default_factory=dict,
        description="Guards a spec of this mode, and of any mode above, must have.",
        examples=[{"paper": ["daily_loss"], "live": ["daily_loss", "drawdown"]}],
    )
    waivers: Annotated[tuple[Waiver, ...], Looser.UP] = Field(
        default=(), description="Exceptions; each is listed in every report."
    )
    approval: Annotated[Approval, Looser.PARTS] = Field(
        default_factory=Approval.model_construct,
        description="Who approves a spec for real money, for how long, on what evidence.",
    )

    def level(self, rule: str) -> Enforcement:
        """How strictly a rule is meant."""
        return self.enforce.get(rule, self.enforcement)
