"""Stop when the account moves for reasons that are not the bot's."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.guards import Unit
from botspec.risk.guards.events import Sign
from botspec.risk.guards.health import Health
from botspec.risk.guards.terms import Terms
from botspec.spec.cost import CostValue, most_lost
from botspec.spec.guard_params import GuardParams
from botspec.spec.looser import Looser


class AccountDriftParams(GuardParams):
    """Parameters of `{kind: account_drift}`."""

    limit: Annotated[CostValue, Looser.UP] = Field(
        description="How far the account may move beside the bot's own trades.", examples=["1%", "500 USD"]
    )


class AccountDrift(Terms[AccountDriftParams]):
    """What the account gained or lost, and the bot did not."""

    kind: ClassVar[str] = "account_drift"

    def check(self, health: Health) -> Sign | None:
        """A sign once the account moved by `limit` beside the bot's own trades, either way."""
        if health.drift is None:
            return None
        drift, limit = abs(health.drift), most_lost(self.params.limit, health.equity)
        return None if drift < limit else Sign(float(drift), float(limit), Unit.USD)

    def __str__(self) -> str:
        return f"account_drift{self.of} {self.params.limit}: {self.action}, release {self.release}"
