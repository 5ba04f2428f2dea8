"""The first row of every process's part of a journal: what ran, from which commit, under which lock and policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from botspec.adapters.system import facts
from botspec.app.papers import lock_beside
from botspec.app.policies import find_policies
from botspec.app.policy_digest import policy_digest
from botspec.domain.rows import HeaderRow
from botspec.gates.lock import Lock


def header(started_at: datetime, spec: Path, arguments: Sequence[str]) -> HeaderRow:
    """As `facts.header`, with the digests of the lock beside the spec and of the policies above it."""
    lock = lock_beside(spec)
    row = facts.header(started_at, spec, arguments)
    fingerprint = lock.fingerprint if isinstance(lock, Lock) else None
    return replace(row, lock=fingerprint, policy=policy_digest(find_policies(spec)))
