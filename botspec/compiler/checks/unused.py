"""A name that no rule uses is a mistake or a left-over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.compiler.rules import CheckedRules
from botspec.diagnostics.finding import Finding
from botspec.spec.paths import Path

_WORD = re.compile(r"[A-Za-z_]\w*")


def unused(context: Context) -> Iterator[Finding]:
    """Params and names under `let` that neither enter, exit, rank nor a price reaches."""
    if context.rules is None:
        return
    used = _reached(context.rules)
    names: list[tuple[Path, str]] = [(("params", name), name) for name in context.spec.params]
    base = context.strategy.path
    if base is not None:
        names += [((*base, "let", name), name) for name in context.strategy.let]
    for path, name in names:
        if name not in used:
            yield context.document.at_key("BS309", path, f"no rule uses '{name}'", "use it, or remove it")


def _reached(rules: CheckedRules) -> set[str]:
    """Every word of the rules that are looked at, and of the named rules they lead to."""
    reached: set[str] = set()
    waiting = [rule.text for rule in rules.all]
    while waiting:
        fresh = set(_WORD.findall(waiting.pop())) - reached
        reached |= fresh
        waiting += [rules.let[word].text for word in fresh if word in rules.let]
    return reached
