"""A guard that lets go before the bot decides again has stopped nothing."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.domain.values import Duration


def release(context: Context) -> Iterator[Finding]:
    """Compares `after` with the time between two decisions."""
    timeframe = context.spec.data.timeframe
    for guard in context.blocks.guards:
        wait = getattr(guard.params, "release", None)
        if isinstance(wait, Duration) and wait.seconds < timeframe.seconds:
            path = (*guard.path, "release", "after")
            message = f"{wait} is over before the next decision, one {timeframe} bar later"
            width = f"{timeframe.seconds // 60}m" if timeframe.intraday else f"{timeframe.seconds // 86_400}d"
            yield context.document.at_value("BS404", path, message, f"write {width} or more")
