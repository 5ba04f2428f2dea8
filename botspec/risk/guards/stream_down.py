"""Stop when the broker is not heard."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.guards import Unit
from botspec.risk.guards.events import Sign
from botspec.risk.guards.health import Health
from botspec.risk.guards.terms import Terms
from botspec.spec.guard_params import ScopedGuardParams
from botspec.spec.looser import Looser
from botspec.spec.units import DurationValue


class StreamDownParams(ScopedGuardParams):
    """Parameters of `{kind: stream_down}`."""

    limit: Annotated[DurationValue, Looser.UP] = Field(description="How long the stream may be down.", examples=["30s"])


class StreamDown(Terms[StreamDownParams]):
    """For how long neither broker nor data could be read."""

    kind: ClassVar[str] = "stream_down"

    def check(self, health: Health) -> Sign | None:
        """A sign once nothing was heard for `limit`."""
        unheard, limit = health.unheard.total_seconds(), self.params.limit.seconds
        return None if unheard < limit else Sign(unheard, limit, Unit.SECONDS)

    def __str__(self) -> str:
        return f"stream_down{self.of} {self.params.limit}: {self.action}, release {self.release}"
