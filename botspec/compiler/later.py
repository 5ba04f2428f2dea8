"""What a spec says that this version checks but does not run: named for findings, and for the refusal of a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from botspec.compiler.context import Context
from botspec.spec.paths import Path
from botspec.spec.words import Decide


@dataclass(frozen=True, slots=True)
class Waiting:
    """A value that no run of this version knows what to do with: `word` says which."""

    path: Path
    name: str
    word: str


def later(context: Context) -> Iterator[Waiting]:
    """A rule that asks for the position is known at closed bars only."""
    rules, decide = context.rules, context.spec.schedule.decide
    if rules is not None and decide.kind is not Decide.BAR_CLOSE and any(rule.uses_position for rule in rules.all):
        yield Waiting(("schedule", "decide"), f"'decide: {decide.kind}' with position.* in an exit rule", decide.kind)


def not_run(context: Context) -> list[str]:
    """What keeps the spec from running, named as the spec names it."""
    return [f"{'.'.join(map(str, found.path))} ({found.word})" for found in later(context)]
