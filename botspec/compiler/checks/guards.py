"""A guard at 100% or more trips after everything is lost."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.domain.values import Ratio


def guards(context: Context) -> Iterator[Finding]:
    """Limits of guards are parts of equity."""
    for guard in context.blocks.guards:
        limit = getattr(guard.params, "limit", None)
        if isinstance(limit, Ratio) and limit.value >= 1:
            message = f"a loss of {limit} is never reached in time"
            yield context.document.at_value("BS312", (*guard.path, "limit"), message, "write less than 100%")
