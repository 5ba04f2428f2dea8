"""The conditions that a strategy's own rules enter and leave on."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.expressions import Rule
from botspec.spec.paths import Path

SIDES = ("long", "short")
KEYS = ("enter", "exit")


def conditions(context: Context) -> Iterator[tuple[str, Path, Rule]]:
    """Each `enter` and `exit` written in the spec, with its path; none for a strategy of the library."""
    rules, base = context.rules, context.strategy.path
    if rules is None or base is None:
        return
    for name, side in zip(SIDES, (rules.traded.long, rules.traded.short) if rules.traded else (), strict=False):
        if side is not None:
            yield "enter", (*base, name, "enter"), side.enter
            yield "exit", (*base, name, "exit"), side.exit
    for path, rule in rules.others.items():
        if path[: len(base)] == base and path[-1] in KEYS:
            yield str(path[-1]), path, rule
