"""A range says how a tuner may move a number; a run never moves it."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding


def ranges(context: Context) -> Iterator[Finding]:
    """Said once, at the first param with a range."""
    for name, param in context.spec.params.items():
        if param.ranged:
            message = f"the range of '{name}' is kept for tuning; a run uses {param}"
            yield context.document.at_key("BS114", ("params", name), message, "nothing to do")
            return
