"""`botspec bundle`: spec, policy, lock and plug-ins of a clean commit as one signed file; and opening it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from botspec.adapters.system.arming import records_folder
from botspec.adapters.system.bundles import SUFFIX, BundleRefused, Manifest, pack, unpack
from botspec.adapters.system.git import NotInGit, identity, repository
from botspec.adapters.system.signatures import NotSigned
from botspec.app.papers import address_of, lock_beside
from botspec.app.plugin_path import plugin_path
from botspec.app.policy_facts import policy_above
from botspec.app.request import Refused
from botspec.app.reviewed_spec import reviewed_spec
from botspec.gates.facts import Missing, PolicyFacts, SourceFacts
from botspec.gates.lock_name import lock_name

REFUSED = 3
SIGNERS = "allowed_signers"


class NotBundled(Exception):
    """Nothing was written, and why (exit 3)."""


def bundle(spec: Path, out: Path, key: Path, signer: str | None) -> Manifest:
    """Write the bundle. Raises SpecUnreadable, NotBundled, OSError."""
    checked, context = reviewed_spec(spec)
    policy = policy_above(spec, checked)
    lock = lock_beside(spec)
    if isinstance(lock, Missing):
        raise NotBundled(lock.why)
    plugins = [plugin_path(spec.parent, plugin.module) for plugin in context.spec.plugins]
    files = [spec, spec.with_name(lock_name(spec)), *policy.files, *plugins]
    branch = policy.facts.approval.branch if isinstance(policy.facts, PolicyFacts) else "main"
    signers = policy.signers if policy.signers is not None and policy.signers.is_file() else None
    try:
        by = _Signature(signer or address_of(identity(spec.parent) or ""), key, signers)
        return _packed(spec, files, out, by, branch)
    except (NotInGit, NotSigned) as error:
        raise NotBundled(str(error)) from error


@dataclass(frozen=True, slots=True)
class _Signature:
    """Who signs, with which key, and the file that says whose key is whose, where the repository has one."""

    signer: str
    key: Path
    signers: Path | None


def _packed(spec: Path, files: list[Path], out: Path, by: _Signature, branch: str) -> Manifest:
    if not by.signer:
        raise NotBundled("git knows no user here to sign as\n  do: say --signer NAME, as allowed_signers has it")
    found = repository(spec)
    commit = found.commit()
    if changed := found.changed(files):
        raise NotBundled(f"not committed as they are: {', '.join(changed)}")
    if not found.contains(branch, commit):
        raise NotBundled(f"commit {commit[:12]} is not on branch {branch}")
    contents = {found.name(path): path.read_bytes() for path in files}
    digests = {name: sha256(content).hexdigest() for name, content in contents.items()}
    manifest = Manifest(found.name(spec), commit, branch, found.author(spec), by.signer, digests)
    pack(out, manifest, contents, by.key, by.signers)
    return manifest


def is_bundle(path: Path) -> bool:
    """True for a file whose name says so."""
    return path.suffix == SUFFIX


def opened(path: Path, environment: Mapping[str, str]) -> tuple[Path, SourceFacts]:
    """The spec of a bundle, unpacked beside the arm records, and what the gates are told of it. Raises Refused.

    Who may sign bundles stands in a file of this machine, `allowed_signers` beside the arm records' folder.
    """
    state = records_folder(environment).parent
    signers = state / SIGNERS
    try:
        spec, manifest = unpack(path, signers, state / "bundles")
    except BundleRefused as error:
        text = f"the bundle {path.name} is refused: {error}\n  who may sign bundles stands in {signers} of this machine"
        raise Refused(text, REFUSED) from error
    what = f"bundle of commit {manifest.commit[:12]} ({manifest.branch}), signed by {manifest.signer}"
    return spec, SourceFacts(what, (), on_branch=True, author=manifest.author, commit=manifest.commit)
