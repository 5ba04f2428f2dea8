"""The order policies of a spec, compiled for each side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from botspec.compiler.reach import compiled_reach
from botspec.domain.orders import OrderType, PositionSide
from botspec.execution.exits import Reach
from botspec.execution.patience import Patience
from botspec.execution.policy import OrderPolicy, Policies
from botspec.expressions import Rule
from botspec.spec.distance import Distance
from botspec.spec.orders import OrderPolicy as Written
from botspec.spec.orders import SidePolicy, UnfilledAfter
from botspec.spec.paths import Path
from botspec.spec.words import OrderClass

Rules = Mapping[Path, Rule]


def compiled_policies(written: Written, leg: str, prices: Mapping[str, Rule], others: Rules) -> Policies:
    """What orders of `leg` (entry or exit) look like; a side that is not written apart is sent as both are.

    `prices` are the rules of prices by policy, such as `entry.long`; `others` the rest by path.
    """
    return Policies(*(_side(written, leg, side, prices, others) for side in PositionSide))


def _side(written: Written, leg: str, side: PositionSide, prices: Mapping[str, Rule], others: Rules) -> OrderPolicy:
    own: SidePolicy | None = getattr(written, side.value)
    name = leg if own is None else f"{leg}.{side}"
    return _policy(written if own is None else own, prices.get(name), ("orders", *name.split(".")), others)


def _policy(written: SidePolicy, price: Rule | None, path: Path, others: Rules) -> OrderPolicy:
    def reach(value: Distance | None, key: str) -> Reach | None:
        return None if value is None else compiled_reach(value, (*path, key), others)

    return OrderPolicy(
        type=OrderType(written.type.value),
        time_in_force=written.time_in_force,
        price=price,
        offset=reach(written.limit_offset, "limit_offset"),
        trail=reach(written.trail, "trail"),
        extended_hours=written.extended_hours,
        notional=written.notional,
        patience=_patience(written.unfilled_after),
        apart=written.order_class is OrderClass.OCO,
    )


def _patience(written: UnfilledAfter | None) -> Patience | None:
    if written is None:
        return None
    cap = None if written.cap is None else written.cap.value
    return Patience(timedelta(seconds=written.wait.seconds), written.then, cap)
