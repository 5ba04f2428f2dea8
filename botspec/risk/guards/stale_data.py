"""Stop when bars stop coming."""

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


class StaleDataParams(ScopedGuardParams):
    """Parameters of `{kind: stale_data}`."""

    limit: Annotated[DurationValue, Looser.UP] = Field(description="How late the newest bar may be.", examples=["3m"])


class StaleData(Terms[StaleDataParams]):
    """How long ago the newest bar was due that has not come, of any symbol or of each."""

    kind: ClassVar[str] = "stale_data"

    def check(self, health: Health) -> Sign | None:
        """A sign once a bar is `limit` late; a symbol that never had one is not waited for."""
        limit = self.params.limit.seconds
        late = {symbol: wait.total_seconds() for symbol, wait in health.late.items()}
        missing = [symbol for symbol, wait in late.items() if wait >= limit]
        if not missing:
            return None
        return Sign(max(late.values()), limit, Unit.SECONDS, f"no bar of {', '.join(missing)}")

    def __str__(self) -> str:
        return f"stale_data{self.of} {self.params.limit}: {self.action}, release {self.release}"
