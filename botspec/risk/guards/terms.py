"""What every guard keeps of its parameters: what a trip does, to whom, and what ends it."""

from __future__ import annotations

from typing import Generic, TypeVar

from botspec.spec.guard_params import EquityGuardParams, GuardParams
from botspec.spec.words import Scope

ParamsT = TypeVar("ParamsT", bound=GuardParams | EquityGuardParams)


WHOSE = {Scope.SYMBOL: " of each symbol", Scope.BOT: "", Scope.ACCOUNT: " of the account"}
"""What a guard's name is followed by where it does not watch the bot."""


class Terms(Generic[ParamsT]):
    """A guard's name and terms. `by_symbol`: it looks at each symbol alone."""

    def __init__(self, params: ParamsT, name: str) -> None:
        self.name = name
        self.params = params
        self.action = params.action
        self.release = params.release
        self.scope = Scope(params.scope.value)
        self.by_symbol = self.scope is Scope.SYMBOL
        self.of = WHOSE[self.scope]
