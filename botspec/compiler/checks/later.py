"""What is understood but not run yet is said, never ignored."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler import later as waiting
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.spec.words import Scope


def later(context: Context) -> Iterator[Finding]:
    """One finding for each thing that `botspec run` would refuse."""
    for found in waiting.later(context):
        message = f"{found.name} is checked, but this version does not run it yet"
        label = "botspec run refuses it" if found.path != waiting.MODE else "botspec run takes it with a lower --mode"
        if found.word == Scope.ACCOUNT:
            label = "a bot with a part of the account sees its own part: write capital: whole_account, or scope: bot"
        if found.word:
            yield context.document.at_value("BS113", found.path, message, label)
        else:
            yield context.document.at_key("BS113", found.path, message, label)
