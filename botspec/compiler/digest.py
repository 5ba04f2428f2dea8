"""Which bot is this? SHA-256 of the canonical JSON (RFC 8785) of what a reviewer approves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any

COSMETIC = frozenset({"description", "report", "alerts", "simulation"})
NOT_BEHAVIOUR = COSMETIC | {"mode", "account"}


def canonical(tree: object) -> str:
    """Keys sorted, no spaces. Only text, whole numbers, true, false and null: decimals travel as text."""
    return json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def reviewed(resolved: Mapping[str, Any]) -> str:
    """The canonical text that the digest is of: comments, order of keys and quoting are gone already."""
    return canonical({key: value for key, value in resolved.items() if key not in COSMETIC})


def digest(resolved: Mapping[str, Any]) -> str:
    """Hex digest of everything that matters once real orders go."""
    return _sha256(reviewed(resolved))


def behaviour_digest(resolved: Mapping[str, Any]) -> str:
    """Like `digest`, but the same in every mode and account, so that evidence counts when the mode is raised.

    It is also the same whether rules call numbers of the library or of the spec.
    """
    tree = {key: value for key, value in resolved.items() if key not in NOT_BEHAVIOUR}
    strategy = dict(tree.get("strategy", {}))
    numbers = {name: f"{Decimal(text):f}" for name, text in strategy.pop("params", {}).items()}
    return _sha256(canonical(tree | {"strategy": strategy, "params": {**tree.get("params", {}), **numbers}}))


def _sha256(text: str) -> str:
    return sha256(text.encode()).hexdigest()
