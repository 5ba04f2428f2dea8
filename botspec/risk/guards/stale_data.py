"""Stop when bars stop coming."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.guard_params import GuardParams
from botspec.spec.looser import Looser
from botspec.spec.units import DurationValue


class StaleDataParams(GuardParams):
    """Parameters of `{kind: stale_data}`."""

    limit: Annotated[DurationValue, Looser.UP] = Field(description="How late the newest bar may be.", examples=["3m"])
