"""Times as Alpaca writes them."""

from __future__ import annotations

from datetime import UTC, datetime


def stamp(at: datetime) -> str:
    """RFC 3339 with a Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def stamp_or_none(at: datetime | None) -> str | None:
    """Likewise, null for none."""
    return None if at is None else stamp(at)
