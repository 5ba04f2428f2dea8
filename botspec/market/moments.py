"""UTC nanoseconds and aware datetimes, exactly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000_000


@lru_cache(maxsize=1024)
def moment(nanoseconds: int) -> datetime:
    """Aware UTC datetime of UTC nanoseconds (microsecond resolution)."""
    seconds, rest = divmod(int(nanoseconds), SECOND)
    if rest == 0:
        return datetime.fromtimestamp(seconds, UTC)  # a third of what the sum costs
    return EPOCH + timedelta(microseconds=int(nanoseconds) // 1000)


@lru_cache(maxsize=1024)
def nanoseconds(at: datetime) -> int:
    """UTC nanoseconds of an aware datetime."""
    span = at - EPOCH
    return (span.days * 86_400 + span.seconds) * SECOND + span.microseconds * 1000
