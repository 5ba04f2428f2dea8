"""What the gates must know, found out on this side of the wire: files, git, signatures, keys. Not a byte is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from botspec.adapters.system.git import NotInGit, Repository, repository
from botspec.adapters.system.secrets import credentials, refuse_other_host
from botspec.adapters.system.signatures import NotSigned, verify
from botspec.app.plugin_path import plugin_path
from botspec.app.policy_facts import PolicyFound, policy_above
from botspec.app.spec_facts import plugin_digests, spec_facts
from botspec.compiler.check import Checked
from botspec.compiler.context import Context
from botspec.domain.modes import Mode
from botspec.domain.semantics import SEMANTICS
from botspec.gates.facts import Missing, Papers, SourceFacts
from botspec.gates.lock import Lock, LockUnreadable, read_lock
from botspec.gates.lock_name import lock_name
from botspec.ports.broker import CredentialsRefused

_LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Occasion:
    """When and how somebody asks; `source` is what a bundle was, None for files on disk.

    `policy` is one beside those above the spec: it may refuse, it allows nothing. `trouble` as in `Papers`.
    """

    now: datetime
    live: bool
    environment: Mapping[str, str]
    source: SourceFacts | None = None
    policy: Path | None = None
    trouble: str = ""


def gather(spec: Path, checked: Checked, context: Context, occasion: Occasion) -> Papers:
    """Everything that the gates on this side ask for; what cannot be had is Missing, never left out."""
    facts = spec_facts(context)
    policy = policy_above(spec, checked, occasion.policy)
    lock = lock_beside(spec)
    plugins = [plugin_path(spec.parent, module) for module in facts.plugins]
    matter = [spec, spec.with_name(lock_name(spec)), *policy.files, *plugins]
    branch = "main" if isinstance(policy.facts, Missing) else policy.facts.approval.branch
    return Papers(
        now=occasion.now,
        live=occasion.live,
        spec=facts,
        lock=lock,
        plugins=plugin_digests(spec.parent, facts.plugins),
        policy=policy.facts,
        signature=signature_of(lock, policy),
        source=occasion.source or source_of(spec, matter, branch),
        keys=_trouble_with_keys(facts.profile, occasion.environment),
        host_variable=_trouble_with_host(occasion.environment),
        semantics=SEMANTICS,
        trouble=occasion.trouble,
    )


def lock_beside(spec: Path) -> Lock | Missing:
    """The lock of a spec."""
    path = spec.with_name(lock_name(spec))
    try:
        with path.open("rb") as file:
            return read_lock(path.as_posix(), file.read(_LARGEST))
    except FileNotFoundError:
        return Missing(f"there is no lock {path.as_posix()}")
    except OSError as error:
        return Missing(f"the lock {path.as_posix()} cannot be read: {error.strerror}")
    except LockUnreadable as error:
        return Missing(f"the lock is damaged: {error}")


def signature_of(lock: Lock | Missing, policy: PolicyFound) -> str | None:
    """None when there is none; "" when it is good, by a key of the approver; else why it is not."""
    if not isinstance(lock, Lock) or lock.signature is None:
        return None
    if policy.signers is None:
        return "no policy says which keys may sign"
    try:
        verify(lock.signed_text, lock.signature, policy.signers, address_of(lock.approver))
    except NotSigned as error:
        return str(error)
    return ""


def address_of(who: str) -> str:
    """`Ann <ann@example.com>` -> `ann@example.com`, as allowed_signers names people."""
    return who.rpartition("<")[2].rstrip("> ") if "<" in who else who


def source_of(spec: Path, matter: list[Path], branch: str) -> SourceFacts | Missing:
    """The commit that the files that matter are of."""
    try:
        found = repository(spec)
        commit = found.commit()
        return SourceFacts(
            what=_told(found, commit),
            changed=found.changed(matter),
            on_branch=found.contains(branch, commit),
            author=found.author(spec),
            commit=commit,
        )
    except NotInGit as error:
        return Missing(f"the spec is in no git repository that can be read: {error}")


def _told(found: Repository, commit: str) -> str:
    return f"commit {commit[:12]}" + (f" ({branch})" if (branch := found.branch()) else "")


def _trouble_with_keys(profile: str, environment: Mapping[str, str]) -> str:
    try:
        credentials(profile, environment, Mode.LIVE)
    except CredentialsRefused as error:
        return str(error)
    return ""


def _trouble_with_host(environment: Mapping[str, str]) -> str:
    try:
        refuse_other_host(Mode.LIVE, environment)
    except CredentialsRefused as error:
        return str(error)
    return ""
