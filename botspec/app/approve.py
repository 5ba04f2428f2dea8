"""`botspec approve`: look at a spec once more, and write down exactly what was approved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from botspec.adapters.system.clock import WallClock
from botspec.adapters.system.git import NotInGit, identity, repository
from botspec.adapters.system.signatures import NotSigned, sign
from botspec.app.evidence import all_evidence
from botspec.app.papers import Occasion, gather, signature_of
from botspec.app.policy_facts import policy_above
from botspec.app.reviewed_spec import reviewed_spec
from botspec.app.write_spec import write_spec
from botspec.compiler.check import Checked
from botspec.compiler.context import Context
from botspec.domain.semantics import SEMANTICS
from botspec.gates.facts import Missing, Papers
from botspec.gates.gate import Gate, closed
from botspec.gates.lock import Lock, LockedAccount, account_check, mask_number, write_lock
from botspec.gates.lock_name import lock_name
from botspec.gates.papers import paper_gates

LATER = frozenset({"flag", "source", "host", "keys"})
"""Gates that are asked when the bot starts, not when it is approved."""
SHORTEST_NUMBER = 8


class NotApproved(Exception):
    """Nothing was written: which gates are shut (exit 3), or what was not said (exit 2)."""

    def __init__(self, message: str, gates: Sequence[Gate] = ()) -> None:
        super().__init__(message)
        self.gates = tuple(gates)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person says beside the spec. `account` is the account's number: its last four and a check are kept."""

    account: str
    approver: str | None = None
    valid_for: timedelta | None = None
    key: Path | None = None
    runs: Path = Path("runs")


@dataclass(frozen=True, slots=True)
class Approved:
    """The lock, and where it lies."""

    lock: Lock
    path: Path
    papers: Papers


def approve(spec: Path, wish: Wish) -> Approved:
    """Write the lock beside the spec. Raises SpecUnreadable, NotApproved, OSError."""
    checked, context = reviewed_spec(spec)
    now = WallClock().now().replace(microsecond=0)
    lock = _signed(_lock(spec, checked, context, wish, now), wish)
    papers = _judged(spec, checked, context, lock, now)
    path = spec.with_name(lock_name(spec))
    write_spec(path, write_lock(lock))
    return Approved(lock, path, papers)


def _lock(spec: Path, checked: Checked, context: Context, wish: Wish, now: datetime) -> Lock:
    papers = gather(spec, checked, context, Occasion(now, live=True, environment={}))
    if isinstance(papers.policy, Missing):
        raise NotApproved(papers.policy.why)
    facts, asked = papers.spec, papers.policy.approval
    valid_for = wish.valid_for or timedelta(seconds=asked.valid_for.seconds)
    return Lock(
        bot=facts.bot,
        mode=facts.mode.value,
        digest=facts.digest,
        behaviour=facts.behaviour,
        limits=facts.limits,
        plugins=facts.plugins,
        policy=papers.policy.digest,
        account=_account(facts.profile, wish.account, facts.digest),
        feed=facts.feed,
        semantics=SEMANTICS,
        author=_author(spec),
        approver=_approver(spec, wish),
        approved_at=now,
        expires_at=now + valid_for,
        evidence=tuple(all_evidence(wish.runs, facts.evidence, parity=asked.evidence.parity is not None)),
    )


def _account(profile: str, number: str, digest: str) -> LockedAccount:
    if not (number.isascii() and number.isalnum() and number.upper() == number and len(number) >= SHORTEST_NUMBER):
        raise NotApproved("say which account: its whole number, as Alpaca shows it (the lock shows its last four)")
    return LockedAccount(profile=profile, number=mask_number(number), check=account_check(number, digest))


def _author(spec: Path) -> str | None:
    """Whoever committed the spec last, or who works here while it is not committed."""
    try:
        found = repository(spec)
    except NotInGit as error:
        raise NotApproved(f"a lock is of a reviewed commit: {error}") from None
    try:
        return identity(spec.parent) if found.changed([spec]) else found.author(spec)
    except NotInGit:
        return None


def _approver(spec: Path, wish: Wish) -> str:
    who = wish.approver or identity(spec.parent)
    if not who or not who.isprintable():
        raise NotApproved("say who approves: --approver 'Name <address>', or set user.name and user.email in git")
    return who


def _signed(lock: Lock, wish: Wish) -> Lock:
    if wish.key is None:
        return lock
    try:
        return lock.model_copy(update={"signature": sign(lock.signed_text, wish.key)})
    except NotSigned as error:
        raise NotApproved(str(error)) from error


def _judged(spec: Path, checked: Checked, context: Context, lock: Lock, now: datetime) -> Papers:
    """As a start would see it: a lock that would open nothing is not written."""
    papers = gather(spec, checked, context, Occasion(now, live=True, environment={}))
    papers = replace(papers, lock=lock, signature=signature_of(lock, policy_above(spec, checked)))
    shut = [gate for gate in closed(paper_gates(papers)) if gate.name not in LATER]
    if shut:
        raise NotApproved("nothing was approved", shut)
    return papers
