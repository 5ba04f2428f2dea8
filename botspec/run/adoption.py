"""Taking over what the account has and the ledger has not: because the spec says so, or a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from botspec.domain.commands import Command, Reply
from botspec.ports.operator import Operator
from botspec.run.desk import Desk
from botspec.run.differences import Acceptance, Difference, adopt, unclassified
from botspec.spec.words import Existing

UNRECONCILED = 7


def take_over(desk: Desk, found: Sequence[Difference], at: datetime) -> list[Difference]:
    """What a first start does with positions it finds: the spec's `existing_positions`; gives what is left."""
    if desk.bot.existing is Existing.REFUSE:
        return list(found)
    what = "ignored" if desk.bot.existing is Existing.IGNORE else "position"
    named = [replace(each, what=what) if each.what == "position" else each for each in found]
    texts = [each.text for each in named if each.what == what]
    return adopt(desk, named, Acceptance(texts, "the spec", f"existing_positions: {desk.bot.existing}"), at)


def accept(
    desk: Desk, operator: Operator, command: Command, found: Sequence[Difference], at: datetime
) -> list[Difference]:
    """Adopt what a person accepted, durably, and say what was and what still differs; gives the latter."""
    everything = [*found, *unclassified(desk)]
    left = adopt(desk, everything, Acceptance.of(command), at)
    desk.journal.commit()
    adopted = [each.text for each in everything if each not in left]
    lines = [*(f"adopted: {text}" for text in adopted), *(f"still differs: {each.text}" for each in left)]
    reply = Reply("\n".join(lines) or "nothing differs: there was nothing to adopt", UNRECONCILED if left else 0)
    operator.answer(command, reply)
    return [each for each in left if each in found]
