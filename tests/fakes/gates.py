"""Facts with which every gate is open; a test shuts one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from botspec.domain.modes import Mode
from botspec.domain.semantics import SEMANTICS
from botspec.gates.arm import ArmRecord, phrase_for
from botspec.gates.facts import AccountFacts, Missing, Papers, PersonFacts, PolicyFacts, SourceFacts, SpecFacts
from botspec.gates.lock import Evidence, Lock, LockedAccount, LockedFeed, account_check

NOW = datetime(2026, 6, 1, 13, 0, tzinfo=UTC)
NUMBER = "987651234"
FEED = LockedFeed(source="alpaca", history="sip", live="sip")
HOST = "77" * 32


def digest(word: str) -> str:
    return sha256(word.encode()).hexdigest()


CHECK = account_check(NUMBER, digest("spec"))


def a_spec(**given: Any) -> SpecFacts:
    facts: dict[str, Any] = {
        "bot": "dip",
        "mode": Mode.LIVE,
        "profile": "main",
        "digest": digest("spec"),
        "behaviour": digest("behaviour"),
        "evidence": digest("evidence"),
        "limits": digest("limits"),
        "feed": FEED,
        "limit_kinds": ("max_position",),
    }
    return SpecFacts(**(facts | given))


def some_evidence(**given: Any) -> Evidence:
    facts: dict[str, Any] = {
        "mode": "backtest",
        "run": "dip-backtest-1",
        "journal": digest("journal"),
        "behaviour": digest("evidence"),
        "sessions": 500,
        "trades": 40,
        "max_drawdown": Decimal("0.12"),
        "limits": ("max_position",),
    }
    return Evidence(**(facts | given))


def a_lock(**given: Any) -> Lock:
    facts: dict[str, Any] = {
        "bot": "dip",
        "mode": "live",
        "digest": digest("spec"),
        "behaviour": digest("behaviour"),
        "limits": digest("limits"),
        "policy": digest("policy"),
        "account": LockedAccount(profile="main", number="****1234", check=CHECK),
        "feed": FEED,
        "semantics": SEMANTICS,
        "author": "Ann Author <ann@example.com>",
        "approver": "Ben Approver <ben@example.com>",
        "approved_at": NOW - timedelta(days=1),
        "expires_at": NOW + timedelta(days=30),
        "evidence": (some_evidence(),),
    }
    return Lock(**(facts | given))


def papers(**given: Any) -> Papers:
    facts: dict[str, Any] = {
        "now": NOW,
        "live": True,
        "spec": a_spec(),
        "lock": a_lock(),
        "plugins": {},
        "policy": PolicyFacts(digest("policy")),
        "signature": None,
        "source": SourceFacts("commit 1a2b3c4 on main", (), on_branch=True, author="Ann Author <ann@example.com>"),
        "keys": "",
        "host_variable": "",
        "semantics": SEMANTICS,
    }
    return Papers(**(facts | given))


def at_the_terminal(typed: str | None = phrase_for("1234")) -> PersonFacts:
    return PersonFacts(armed=False, typed=typed, record=Missing("there is none"), host=HOST)


def a_record(**given: Any) -> ArmRecord:
    lock = a_lock()
    facts: dict[str, Any] = {
        "bot": "dip",
        "profile": "main",
        "digest": lock.digest,
        "lock": lock.fingerprint,
        "account": "****1234",
        "operator": "olga",
        "host": HOST,
        "armed_at": NOW - timedelta(hours=1),
        "expires_at": NOW + timedelta(days=7),
    }
    return ArmRecord(**(facts | given))


def armed(**given: Any) -> PersonFacts:
    return PersonFacts(armed=True, typed=None, record=a_record(**given), host=HOST)


def the_account(**given: Any) -> AccountFacts:
    return replace(AccountFacts(NUMBER, "ACTIVE", blocked=False, skew_seconds=0.3), **given)
