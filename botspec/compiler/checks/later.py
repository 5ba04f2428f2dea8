"""What is understood but not run yet is said, never ignored."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler import later as waiting
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding


def later(context: Context) -> Iterator[Finding]:
    """One finding for each thing that `botspec run` would refuse."""
    for found in waiting.later(context):
        message = f"{found.name} is checked, but this version does not run it yet"
        yield context.document.at_value("BS113", found.path, message, "botspec run refuses it")
