"""The order policies of a spec, each side's by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from botspec.compiler.context import Context
from botspec.spec.orders import SidePolicy
from botspec.spec.paths import Path


@dataclass(frozen=True, slots=True)
class Policy:
    """How entries or exits (`leg`) are sent; `side` is "" where both sides are sent alike."""

    leg: str
    side: str
    path: Path
    written: SidePolicy


def policies(context: Context) -> Iterator[Policy]:
    """Entry and exit, or their sides where those are written."""
    orders = context.spec.orders
    for leg, policy in (("entry", orders.entry), ("exit", orders.exit)):
        sides = [(side, getattr(policy, side)) for side in ("long", "short")]
        written = [(side, own) for side, own in sides if own is not None]
        for side, own in written:
            yield Policy(leg, side, ("orders", leg, side), own)
        if not written:
            yield Policy(leg, "", ("orders", leg), policy)
