"""Stop when the broker and the ledger do not agree."""

from __future__ import annotations

from pydantic import Field

from botspec.spec.guard_params import GuardParams
from botspec.spec.units import SharesValue


class ReconcileMismatchParams(GuardParams):
    """Parameters of `{kind: reconcile_mismatch}`."""

    limit: SharesValue | None = Field(
        default=None, description="Shares of difference that are let pass; none when left out.", examples=["1 shares"]
    )
