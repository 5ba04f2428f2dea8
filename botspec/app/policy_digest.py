"""Which policies were these? One digest of all that a spec is under, and of who may sign."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from botspec.app.read_file import content_of
from botspec.spec.canonical import digest_of
from botspec.spec.compose import read
from botspec.spec.document import Document
from botspec.spec.paths import at_path

SIGNERS = "allowed_signers"


def policy_digest(policies: Sequence[Path]) -> str | None:
    """None where there is none. Comments and order of keys do not count; a file that cannot be read does, as that."""
    if not policies:
        return None
    return digest_of([_tree(path) for path in policies] + [_keys(signers_of(policies))])


def signers_of(policies: Sequence[Path]) -> Path:
    """The file of allowed signers that the outermost policy names."""
    outermost = policies[-1]
    tree = _tree(outermost)
    named = at_path(tree, ("approval", "signers")) if isinstance(tree, dict) else None
    return outermost.parent / (named if isinstance(named, str) and named else SIGNERS)


def _tree(path: Path) -> object:
    content = content_of(path)
    document = read(path.as_posix(), content) if isinstance(content, bytes) else None
    return document.tree if isinstance(document, Document) else "unreadable"


def _keys(signers: Path) -> list[str]:
    """Without comments, in the order of the file."""
    content = content_of(signers)
    text = content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]
