"""What was found out before any byte leaves: plain values, so that the gates are a pure function of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from botspec.domain.modes import Mode
from botspec.gates.arm import ArmRecord
from botspec.gates.lock import Lock, LockedFeed
from botspec.spec.approval import Approval


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that should be there and is not, or cannot be read: why."""

    why: str


@dataclass(frozen=True, slots=True)
class SpecFacts:
    """The spec as it would run. `plugins` are the digests it pins, `limit_kinds` the limits it declares."""

    bot: str
    mode: Mode
    profile: str
    digest: str
    behaviour: str
    evidence: str
    limits: str
    feed: LockedFeed
    plugins: Mapping[str, str] = field(default_factory=dict)
    limit_kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """The policy above the spec; `digest` is None where there is none, `breaches` what keeps the spec from running."""

    digest: str | None
    breaches: tuple[str, ...] = ()
    approval: Approval = field(default_factory=Approval)


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """Where the files come from: a commit on a branch with nothing changed, or a bundle whose signature holds."""

    what: str
    changed: tuple[str, ...] = ()
    on_branch: bool = False
    author: str | None = None
    commit: str | None = None


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Who says so: what was typed at a terminal (None: nobody was there), or the arm record when `armed` was given.

    `asked` is False while other gates are shut: then nobody is bothered.
    """

    armed: bool
    typed: str | None
    record: ArmRecord | Missing
    host: str
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Papers:
    """Everything on this side of the wire. `signature` is "" for a good one, None where there is none, else why not.

    `trouble` is what is wrong with the file of the spec: `spec` is then the one that ran last.
    """

    now: datetime
    live: bool
    spec: SpecFacts
    lock: Lock | Missing
    plugins: Mapping[str, str | None]
    policy: PolicyFacts | Missing
    signature: str | None
    source: SourceFacts | Missing
    keys: str
    host_variable: str
    semantics: int
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What `GET /v2/account` and `GET /v2/clock` said. `skew_seconds` is how far Alpaca's clock is ahead of ours."""

    number: str
    status: str
    blocked: bool
    skew_seconds: float
