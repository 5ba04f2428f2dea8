"""Stop when fills are worse than planned for."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.choice import Choice
from botspec.spec.cost import CostValue
from botspec.spec.guard_params import GuardParams
from botspec.spec.looser import Looser
from botspec.spec.words import Window


class SlippageBudgetParams(GuardParams):
    """Parameters of `{kind: slippage_budget}`."""

    limit: Annotated[CostValue, Looser.UP] = Field(
        description="What slippage may cost in the window, as a part of equity or in USD.", examples=["0.2%", "50 USD"]
    )
    window: Annotated[Window, Choice(Window), Looser.DOWN] = Field(
        default=Window.SESSION, description="Where it is counted from.", examples=["session"]
    )
