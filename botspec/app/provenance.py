"""The first row of every process's part of a journal: what ran, from which commit, under which lock and policy."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from botspec.adapters.system import facts
from botspec.app.policies import find_policies
from botspec.app.policy_digest import policy_digest
from botspec.domain.rows import HeaderRow
from botspec.gates.lock_name import lock_name

if TYPE_CHECKING:
    from pathlib import Path

    from botspec.app.request import RunRequest


def header(started_at: datetime, request: RunRequest) -> HeaderRow:
    """As `facts.header`, with the digests of the lock beside the spec and of the policies above it.

    A bundle says itself of which commit it is: where it was unpacked there is none.
    """
    spec, bundled = request.spec, request.source
    row = facts.header(started_at, spec, request.arguments)
    if bundled is not None:
        row = replace(row, git_commit=bundled.commit, git_dirty=bool(bundled.changed))
    return replace(row, lock=_approval(spec), policy=policy_digest(find_policies(spec)))


def _approval(spec: Path) -> str | None:
    if not os.path.lexists(spec.with_name(lock_name(spec))):
        return None
    from botspec.app.papers import lock_beside  # loads git, signatures and keys
    from botspec.gates.lock import Lock

    lock = lock_beside(spec)
    return lock.fingerprint if isinstance(lock, Lock) else None
