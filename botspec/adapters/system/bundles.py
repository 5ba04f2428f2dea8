"""A signed archive of everything a live start must see, for machines without the repository."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from botspec.adapters.system.files import made_private, private_folder, write_private
from botspec.adapters.system.signatures import NotSigned, principal_of, sign, verify

MANIFEST, SIGNATURE, SUFFIX = "manifest.json", "manifest.sig", ".bundle"
_MOST_FILES, _LARGEST = 200, 10_000_000


class BundleRefused(Exception):
    """The bundle is damaged, not signed by somebody who may, or holds what it should not; says which."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the signature is of. `files` are the digests by name, `spec` the one to run."""

    spec: str
    commit: str
    branch: str
    author: str | None
    signer: str
    files: Mapping[str, str]

    @property
    def text(self) -> bytes:
        """As it is signed."""
        told = {
            "spec": self.spec,
            "commit": self.commit,
            "branch": self.branch,
            "author": self.author,
            "signer": self.signer,
            "files": dict(self.files),
        }
        return json.dumps(told, sort_keys=True, indent=1).encode()


def pack(path: Path, manifest: Manifest, contents: Mapping[str, bytes], key: Path, signers: Path | None) -> None:
    """Write the archive: the same bytes for the same contents and signature. Raises NotSigned, OSError.

    Where there is a file of `signers`, the key must be one that it gives to the signer whom the manifest names.
    """
    signed = sign(manifest.text, key)
    if signers is not None:
        _is_of(manifest, signed, key, signers)
    signature = signed.encode()
    members = {MANIFEST: manifest.text, SIGNATURE: signature, **{f"tree/{name}": contents[name] for name in contents}}
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as zipped, tarfile.open(fileobj=zipped, mode="w") as archive:
        for name in sorted(members):
            about = tarfile.TarInfo(name)
            about.size, about.mode = len(members[name]), 0o600
            archive.addfile(about, io.BytesIO(members[name]))
    write_private(path, packed.getvalue())


def _is_of(manifest: Manifest, signature: str, key: Path, signers: Path) -> None:
    try:
        verify(manifest.text, signature, signers, manifest.signer)
    except NotSigned as error:
        other = principal_of(signature, signers)
        do = f"say --signer {other}: the key is theirs" if other else f"sign with a key of {manifest.signer}"
        raise NotSigned(f"{key} is no key of {manifest.signer!r}: {error}\n  do: {do}") from None


def unpack(path: Path, signers: Path, into: Path) -> tuple[Path, Manifest]:
    """Check signature and every digest, then write the files below `into`; gives the spec's path.

    Raises BundleRefused, OSError. `signers` is a file of this machine: what a bundle says of itself proves nothing.
    """
    members = _members(path)
    text, signature = members.pop(MANIFEST, b""), members.pop(SIGNATURE, b"")
    manifest = _manifest(text)
    try:
        verify(text, signature.decode("ascii", "replace"), signers, manifest.signer)
    except NotSigned as error:
        raise BundleRefused(str(error)) from None
    files = {name.removeprefix("tree/"): content for name, content in members.items()}
    if {name: sha256(content).hexdigest() for name, content in files.items()} != dict(manifest.files):
        raise BundleRefused("its files are not those that were signed")
    root = private_folder(into / sha256(text).hexdigest()[:16])
    for name, content in files.items():
        target = root / name
        made_private(target.parent)
        write_private(target, content)
    return root / manifest.spec, manifest


def _members(path: Path) -> dict[str, bytes]:
    try:
        with tarfile.open(path, mode="r:gz") as archive:
            found: dict[str, bytes] = {}
            for about in archive:
                if not about.isreg() or not _safe(about.name) or about.size > _LARGEST or len(found) >= _MOST_FILES:
                    raise BundleRefused(f"it holds what it should not: {about.name[:100]!r}")
                file = archive.extractfile(about)
                found[about.name] = file.read() if file is not None else b""
            return found
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise BundleRefused(f"it is no bundle ({type(error).__name__})") from None


def _safe(name: str) -> bool:
    path = PurePosixPath(name)
    plain = not path.is_absolute() and ".." not in path.parts and "\\" not in name and name.isprintable()
    return plain and (name in {MANIFEST, SIGNATURE} or path.parts[0] == "tree")


def _manifest(text: bytes) -> Manifest:
    try:
        told: dict[str, Any] = json.loads(text)
        manifest = Manifest(**told)
    except (ValueError, TypeError):
        raise BundleRefused("it has no manifest") from None
    named = [manifest.spec, manifest.commit, manifest.branch, manifest.signer]
    if not isinstance(manifest.files, dict) or not all(isinstance(each, str) for each in [*named, *manifest.files]):
        raise BundleRefused("its manifest is damaged")
    return manifest
