"""Stop when the broker and the ledger do not agree."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.guard_params import GuardParams
from botspec.spec.looser import Looser
from botspec.spec.units import SharesValue


class ReconcileMismatchParams(GuardParams):
    """Parameters of `{kind: reconcile_mismatch}`."""

    limit: Annotated[SharesValue | None, Looser.UP] = Field(
        default=None, description="Shares of difference that are let pass; none when left out.", examples=["1 shares"]
    )
