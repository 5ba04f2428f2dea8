"""From facts to tokens: the only place that makes them.

The order is part of the promise: the papers, then the person, then (with a session that lets nothing but two reads
through) the account and the clock, and only then a session that lets orders through.
"""

from __future__ import annotations

from botspec.gates.entry import entry_gates
from botspec.gates.facts import AccountFacts, Papers, PersonFacts
from botspec.gates.gate import Gate, closed
from botspec.gates.lock import Lock
from botspec.gates.papers import paper_gates
from botspec.gates.person import person_gate
from botspec.gates.token import GatesPassed, PapersPassed, ReadsPassed


def may_ask(papers: Papers, person: PersonFacts, holding: str | None = None) -> PapersPassed | tuple[Gate, ...]:
    """Leave to read account and clock of the live host, or the gates that are shut.

    `holding` is the last four of the account in which the bot's own journal says it holds positions: then gates that
    are `guarded` keep it from entering, not from looking after what it holds.
    """
    shut = closed((*paper_gates(papers), person_gate(papers, person, holding)))
    if not shut and isinstance(papers.lock, Lock):
        locked = papers.lock.account
        return PapersPassed(papers.spec.digest, locked.last_four, papers.lock.fingerprint, account=locked.check)
    if holding is not None and shut and all(gate.guarded for gate in shut):
        return PapersPassed(papers.spec.digest, holding, "", guardian=tuple(gate.name for gate in shut))
    return shut


def may_trade(asked: PapersPassed, found: AccountFacts) -> GatesPassed | tuple[Gate, ...]:
    """Leave to send orders to the live host, or the gates that are shut."""
    shut = closed(entry_gates(asked, found))
    if shut:
        return shut
    return GatesPassed(asked.digest, found.number, asked.guardian)


def may_look(passed: GatesPassed) -> ReadsPassed:
    """Of leave to trade, what it takes to look: nothing leads back."""
    return ReadsPassed(passed.digest, passed.account, passed.guardian)
