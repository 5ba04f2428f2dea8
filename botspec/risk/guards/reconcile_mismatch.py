"""Stop when the broker and the ledger do not agree."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from botspec.domain.guards import Unit
from botspec.risk.guards.events import Sign
from botspec.risk.guards.health import Health
from botspec.risk.guards.terms import Terms
from botspec.spec.guard_params import ScopedGuardParams
from botspec.spec.looser import Looser
from botspec.spec.units import SharesValue


class ReconcileMismatchParams(ScopedGuardParams):
    """Parameters of `{kind: reconcile_mismatch}`."""

    limit: Annotated[SharesValue | None, Looser.UP] = Field(
        default=None, description="Shares of difference that are let pass; none when left out.", examples=["1 shares"]
    )


class ReconcileMismatch(Terms[ReconcileMismatchParams]):
    """By how many shares broker and ledger differ in the symbol where they differ most."""

    kind: ClassVar[str] = "reconcile_mismatch"

    def check(self, health: Health) -> Sign | None:
        """A sign when more than `limit` shares differ, or an open order."""
        if health.unequal is None:
            return None
        limit = self.params.limit.quantity if self.params.limit is not None else Decimal(0)
        over = [symbol for symbol, shares in health.unequal.items() if not abs(shares) <= limit]
        if not over and not health.unequal_orders:
            return None
        most = max((abs(shares) for shares in health.unequal.values()), default=Decimal(0))
        return Sign(float(most), float(limit), Unit.SHARES, "; ".join((*over, *health.unequal_orders)))

    def __str__(self) -> str:
        return f"reconcile_mismatch{self.of} {self.params.limit or 0}: {self.action}, release {self.release}"
