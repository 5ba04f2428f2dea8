"""`botspec arm`: a person at this machine's terminal lets one approved bot start by itself."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from botspec.adapters.system.arming import host, record_path, save_record
from botspec.adapters.system.clock import WallClock
from botspec.app.papers import Occasion, gather
from botspec.app.reviewed_spec import reviewed_spec
from botspec.gates.arm import PHRASE, ArmRecord, phrase_for
from botspec.gates.facts import SourceFacts
from botspec.gates.gate import Gate, closed
from botspec.gates.lock import Lock
from botspec.gates.papers import paper_gates

LATER = frozenset({"flag", "host", "keys"})
Ask = Callable[[str], str | None]


class NotArmed(Exception):
    """Nothing was armed (exit 3), and which gates are shut."""

    def __init__(self, message: str, gates: tuple[Gate, ...] = ()) -> None:
        super().__init__(message)
        self.gates = gates


@dataclass(frozen=True, slots=True)
class Armed:
    """The record, and where it lies."""

    record: ArmRecord
    path: Path


def arm(
    spec: Path,
    environment: Mapping[str, str],
    ask: Ask,
    valid_for: timedelta | None = None,
    source: SourceFacts | None = None,
) -> Armed:
    """Ask for the phrase and write the record. Raises SpecUnreadable, NotArmed, OSError."""
    checked, context = reviewed_spec(spec)
    now = WallClock().now().replace(microsecond=0)
    papers = gather(spec, checked, context, Occasion(now, live=True, environment=environment, source=source))
    shut = tuple(gate for gate in closed(paper_gates(papers)) if gate.name not in LATER)
    lock = papers.lock
    if shut or not isinstance(lock, Lock):
        raise NotArmed("nothing was armed", shut)
    _said(ask, lock)
    record = ArmRecord(
        bot=papers.spec.bot,
        profile=papers.spec.profile,
        digest=papers.spec.digest,
        lock=lock.fingerprint,
        account=lock.account.number,
        operator=getpass.getuser(),
        host=host(),
        armed_at=now,
        expires_at=min(lock.expires_at, now + valid_for) if valid_for else lock.expires_at,
    )
    path = record_path(environment, papers.spec.profile, papers.spec.bot)
    save_record(path, record)
    return Armed(record, path)


def disarm(spec: Path, environment: Mapping[str, str]) -> Path | None:
    """Take the record away; gives its path when there was one. Raises SpecUnreadable, OSError."""
    _, context = reviewed_spec(spec)
    path = record_path(environment, context.spec.account, context.spec.id)
    if not path.exists():
        return None
    path.unlink()
    return path


def _said(ask: Ask, lock: Lock) -> None:
    typed = ask(question(lock.bot, lock.account.last_four))
    if typed is None:
        raise NotArmed("nobody is at a terminal: a person arms a bot, not a script")
    if typed != phrase_for(lock.account.last_four):
        raise NotArmed(f"that is not the phrase: {PHRASE} and the last four of the account's number")


def question(bot: str, last_four: str) -> str:
    """What a person is asked before real money moves."""
    return (
        f"\n'{bot}' will trade REAL MONEY in the account that ends in {last_four}.\n"
        f"To go on, type {PHRASE} and those last four: "
    )
