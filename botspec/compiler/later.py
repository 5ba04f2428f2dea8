"""What a spec says that this version checks but does not run: named for findings, and for the refusal of a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from botspec.compiler.blocks import Chosen
from botspec.compiler.context import Context
from botspec.domain.values import Money
from botspec.spec.choice import Choice
from botspec.spec.later import is_later
from botspec.spec.paths import Path
from botspec.spec.walk import Said, below, said
from botspec.spec.words import Decide, Scope

MODE: Path = ("mode",)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A key, or a value where `word` says which, that no run of this version knows what to do with."""

    path: Path
    name: str
    word: str = ""


def later(context: Context) -> Iterator[Waiting]:
    """Everything that waits, in the order of the models: a key once, not what stands below it."""
    yield from _in(context.spec)
    yield from _position_so_far(context)
    for block in context.blocks.all:
        yield from (found for found in _block(block) if not _is_the_account(context, found))


def _is_the_account(context: Context, found: Waiting) -> bool:
    """A bot that has the whole account watches and stops the account when it watches and stops itself."""
    return found.word == Scope.ACCOUNT and not isinstance(context.spec.capital, Money)


def _position_so_far(context: Context) -> Iterator[Waiting]:
    """A rule that asks for the position is known at closed bars only."""
    rules, decide = context.rules, context.spec.schedule.decide
    if rules is not None and decide.kind is not Decide.BAR_CLOSE and any(rule.uses_position for rule in rules.all):
        yield Waiting(("schedule", "decide"), f"'decide: {decide.kind}' with position.* in an exit rule", decide.kind)


def not_run(context: Context) -> list[str]:
    """What keeps the spec from running, named as the spec names it; a mode may still be lowered."""
    found = [waiting for waiting in later(context) if waiting.path != MODE]
    return [".".join(map(str, waiting.path)) + (f" ({waiting.word})" if waiting.word else "") for waiting in found]


def _block(block: Chosen) -> Iterator[Waiting]:
    if not block.entry.has_kind:
        yield from _limit(block)
    elif not block.entry.runs:
        yield Waiting((*block.path, "kind"), f"{block.entry.family} '{block.kind}'", block.kind)
    else:
        yield from _in(block.params, block.path)


def _limit(block: Chosen) -> Iterator[Waiting]:
    if not block.entry.runs:
        yield Waiting(block.path, f"limit '{block.kind}'")
        return
    for found in said(block.params):
        yield from _value(Said(block.path, found.value, found.field))


def _in(part: BaseModel, at: Path = ()) -> Iterator[Waiting]:
    for found in said(part, at):
        yield from _value(found)


def _value(found: Said) -> Iterator[Waiting]:
    if found.by_default:
        return
    if found.field is not None and is_later(found.field):
        yield Waiting(found.path, f"'{found.path[-1]}'")
        return
    word = _later_word(found)
    if word:
        yield Waiting(found.path, f"{_key(found.path)} '{word}'", word)
        return
    for inner in below(found):
        yield from _value(inner)


def _later_word(found: Said) -> str:
    choices = [mark for mark in found.field.metadata if isinstance(mark, Choice)] if found.field is not None else []
    if any(str(found.value) in choice.later for choice in choices):
        return str(found.value)
    return str(getattr(found.value, "later", ""))


def _key(path: Path) -> str:
    return str(next(step for step in reversed(path) if isinstance(step, str)))
