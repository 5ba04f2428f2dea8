"""Exits whose distance is a rule: the text may stay while the numbers it names move."""

from __future__ import annotations

import re
from collections.abc import Iterator

from botspec.compiler.context import Context
from botspec.compiler.resolve import numbers_of
from botspec.gitops.category import Category
from botspec.gitops.parts import Difference
from botspec.spec.distance import PriceAt, RuleDistance
from botspec.spec.rule_text import one_line
from botspec.spec.walk import everything

_NAME = re.compile(r"[a-z_][a-z0-9_]*")


def moved_distances(old: Context, new: Context) -> Iterator[Difference]:
    """Distances of exits that say the same words on both sides and come to something else."""
    before = {said.path: said.value for said in everything(old.spec.exits, ("exits",))}
    for said in everything(new.spec.exits, ("exits",)):
        value = said.value
        if not isinstance(value, RuleDistance | PriceAt) or before.get(said.path) != value:
            continue
        named = _meaning(str(value), old), _meaning(str(value), new)
        moved = [name for name in named[1] if named[0].get(name) != named[1][name]]
        if moved:
            listed = ", ".join(f"{name} {named[0].get(name)} -> {named[1][name]}" for name in sorted(moved))
            note = f"comes to something else: {listed}"
            yield Difference(Category.RISK_LOOSENED, said.path, str(value), str(value), note)


def _meaning(text: str, context: Context) -> dict[str, str]:
    """Every param and named rule that a text hangs on, with what it says."""
    known = {**numbers_of(context), **{name: one_line(rule) for name, rule in context.strategy.let.items()}}
    found: dict[str, str] = {}
    waiting = _NAME.findall(text)
    while waiting:
        name = waiting.pop()
        if name in known and name not in found:
            found[name] = known[name]
            waiting += _NAME.findall(known[name])
    return found
