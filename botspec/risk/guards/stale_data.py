"""Stop when bars stop coming."""

from __future__ import annotations

from pydantic import Field

from botspec.spec.guard_params import GuardParams
from botspec.spec.units import DurationValue


class StaleDataParams(GuardParams):
    """Parameters of `{kind: stale_data}`."""

    limit: DurationValue = Field(description="How late the newest bar may be.", examples=["3m"])
