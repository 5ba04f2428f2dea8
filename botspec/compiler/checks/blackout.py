"""Days from a file are part of what was reviewed only where the spec pins them."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.domain.modes import Mode


def blackout(context: Context) -> Iterator[Finding]:
    """An error where real money is traded."""
    limit = context.blocks.limit("blackout")
    if limit is None or context.spec.mode is not Mode.LIVE:
        return
    from botspec.risk.limits.blackout import BlackoutFile

    written = getattr(limit.params, "limit", None)
    if not isinstance(written, BlackoutFile):
        return
    if written.sha256 is None:
        message = f"nothing says which {written.file} was reviewed"
        fix = "add sha256: and what sha256sum prints for it"
        yield context.document.at_value("BS409", (*limit.path, "file"), message, fix)
