"""One text for one value: canonical JSON (RFC 8785) and the SHA-256 of it."""

from __future__ import annotations

import json
from hashlib import sha256


def canonical(tree: object) -> str:
    """Keys sorted, no spaces. Only text, whole numbers, true, false and null: decimals travel as text."""
    return json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest_of(tree: object) -> str:
    """SHA-256 (hex) of the canonical text."""
    return sha256(canonical(tree).encode()).hexdigest()
