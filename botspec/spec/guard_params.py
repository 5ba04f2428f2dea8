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
from botspec.spec.words import OwnScope, Scope


class ActingParams(Params):
    """Keys of every guard beside what it watches."""

    action: Annotated[Action, Choice(Action), Looser.DOWN] = Field(description="What a trip does.", examples=["halt"])
    release: Annotated[ReleaseValue, Looser.DOWN] = Field(
        description="What ends the trip: a wait, the next session, or a person.",
        examples=["next_session", "manual", {"after": "3d"}],
    )


class EquityGuardParams(ActingParams):
    """Keys of a guard of equity: what a symbol brought, the bot's equity and the account's are different measures."""

    scope: Annotated[Scope, Choice(Scope), ADDED, Looser.ANY] = Field(
        default=Scope.BOT,
        description="What it watches: what each symbol brought, the bot's equity, the account's. It stops that symbol, "
        "or the bot.",
        examples=["bot"],
    )


class GuardParams(ActingParams):
    """Keys of a guard of what is the bot's own: neither of a symbol's and the bot's is the stricter measure."""

    scope: Annotated[OwnScope, Choice(OwnScope), ADDED, Looser.ANY] = Field(
        default=OwnScope.BOT, description="What it watches and stops: each symbol, or the bot.", examples=["bot"]
    )


class ScopedGuardParams(GuardParams):
    """The same where whatever trips in a symbol alone trips the whole bot too."""

    scope: Annotated[OwnScope, Choice(OwnScope), ADDED, Looser.DOWN] = Field(
        default=OwnScope.BOT, description="What it watches and stops: each symbol, or the bot.", examples=["bot"]
    )
