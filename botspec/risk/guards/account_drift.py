"""Stop when the account moves for reasons that are not the bot's."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.cost import CostValue
from botspec.spec.guard_params import GuardParams
from botspec.spec.looser import Looser


class AccountDriftParams(GuardParams):
    """Parameters of `{kind: account_drift}`."""

    limit: Annotated[CostValue, Looser.UP] = Field(
        description="How far the account may move beside the bot's own trades.", examples=["1%", "500 USD"]
    )
