"""Somebody said so: at a terminal now, or at this machine's terminal before (the arm record)."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.gates.arm import PHRASE, ArmRecord, phrase_for
from botspec.gates.facts import Missing, Papers, PersonFacts
from botspec.gates.gate import Gate, Verdict, passed
from botspec.gates.lock import Lock

_ARM = "at a terminal of this machine: botspec arm SPEC"


def last_four(papers: Papers, holding: str | None = None) -> str | None:
    """Of the account that is meant: the lock's, or without a lock the one in which the bot holds positions."""
    return papers.lock.account.last_four if isinstance(papers.lock, Lock) else holding


def person_gate(papers: Papers, person: PersonFacts, holding: str | None = None) -> Gate:
    """The phrase, or the record when `--armed` was given."""
    return _armed(papers, person) if person.armed else _typed(person, last_four(papers, holding))


def _typed(person: PersonFacts, meant: str | None) -> Gate:
    if meant is None:
        return Gate("person", Verdict.UNKNOWN, "there is no lock that says which account", "approve the spec first")
    if not person.asked:
        return Gate("person", Verdict.UNKNOWN, "nobody was asked while other gates are shut", "open the others first")
    if person.typed is None:
        found = "nobody is at a terminal"
        return Gate("person", Verdict.FAILED, found, f"run it at a terminal, or {_ARM}, then run --live --armed")
    if person.typed != phrase_for(meant):
        found = "what was typed is not the phrase and the account's last four"
        return Gate("person", Verdict.FAILED, found, f"type: {PHRASE} and the last four of the account's number")
    return passed("person", "said so at the terminal")


def _armed(papers: Papers, person: PersonFacts) -> Gate:
    record = person.record
    if isinstance(record, Missing):
        return Gate("arm", Verdict.UNKNOWN, record.why, _ARM, guarded=True)
    wrong = next(_wrong(record, papers, person), "")
    if wrong:
        return Gate("arm", Verdict.FAILED, wrong, _ARM, guarded=True)
    return passed("arm", f"armed by {record.operator} on {record.armed_at:%Y-%m-%d}")


def _wrong(record: ArmRecord, papers: Papers, person: PersonFacts) -> Iterator[str]:
    spec, lock = papers.spec, papers.lock
    if record.host != person.host:
        yield "the arm record was made on another machine, or by somebody else"
    if (record.bot, record.profile) != (spec.bot, spec.profile):
        yield f"the arm record is for bot '{record.bot}' in account '{record.profile}'"
    if record.digest != spec.digest:
        yield f"armed was {record.digest[:12]}, the spec is {spec.digest[:12]}"
    if isinstance(lock, Lock) and (record.lock, record.account) != (lock.fingerprint, lock.account.number):
        yield "armed was another approval than the lock has"
    if not record.armed_at <= papers.now:
        yield "it was armed in the future: one of the clocks is wrong"
    if record.expired(papers.now):
        yield f"the arm record expired on {record.expires_at:%Y-%m-%d %H:%M} UTC"
