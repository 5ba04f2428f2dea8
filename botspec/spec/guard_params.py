"""What every guard says beside its own limit: what a trip does, to whom, and what ends it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.domain.guards import Action
from botspec.spec.choice import Choice
from botspec.spec.later import ADDED
from botspec.spec.looser import Looser
from botspec.spec.params import Params
from botspec.spec.release import ReleaseValue
from botspec.spec.words import Scope


class GuardParams(Params):
    """Keys of every guard."""

    scope: Annotated[Scope, Choice(Scope, later=("symbol", "account")), ADDED, Looser.ANY] = Field(
        default=Scope.BOT, description="What it watches and stops: a symbol, the bot, the account.", examples=["bot"]
    )
    action: Annotated[Action, Choice(Action), Looser.DOWN] = Field(description="What a trip does.", examples=["halt"])
    release: Annotated[ReleaseValue, Looser.DOWN] = Field(
        description="What ends the trip: a wait, the next session, or a person.",
        examples=["next_session", "manual", {"after": "3d"}],
    )


class EquityGuardParams(GuardParams):
    """Keys of a guard of equity: what a symbol brought, the bot's equity and the account's are different measures."""

    scope: Annotated[Scope, Choice(Scope), ADDED, Looser.ANY] = Field(
        default=Scope.BOT,
        description="What it watches: what each symbol brought, the bot's equity, the account's. It stops that symbol, "
        "or the bot.",
        examples=["bot"],
    )


class ScopedGuardParams(GuardParams):
    """Keys of a guard that may watch and stop a symbol by itself."""

    scope: Annotated[Scope, Choice(Scope, later=("account",)), ADDED, Looser.DOWN] = Field(
        default=Scope.BOT, description="What it watches and stops: each symbol, the bot, the account.", examples=["bot"]
    )
