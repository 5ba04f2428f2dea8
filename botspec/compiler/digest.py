"""Which bot is this? SHA-256 of the canonical JSON (RFC 8785) of what a reviewer approves."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from botspec.spec.canonical import canonical, digest_of

COSMETIC = frozenset({"description", "report", "alerts", "simulation"})
NOT_BEHAVIOUR = COSMETIC | {"mode", "account"}
LIMITS = ("capital", "universe", "risk")
PLACE_OF_BARS = frozenset({"source", "path", "feed"})


def reviewed(resolved: Mapping[str, Any]) -> str:
    """The canonical text that the digest is of: comments, order of keys and quoting are gone already."""
    return canonical(_without(resolved, COSMETIC))


def digest(resolved: Mapping[str, Any]) -> str:
    """Hex digest of everything that matters once real orders go."""
    return digest_of(_without(resolved, COSMETIC))


def behaviour_digest(resolved: Mapping[str, Any]) -> str:
    """Like `digest`, but the same in every mode and account, so that evidence counts when the mode is raised.

    It is also the same whether rules call numbers of the library or of the spec.
    """
    tree = _without(resolved, NOT_BEHAVIOUR)
    strategy = dict(tree.get("strategy", {}))
    numbers = {name: f"{Decimal(text):f}" for name, text in strategy.pop("params", {}).items()}
    return digest_of(tree | {"strategy": strategy, "params": {**tree.get("params", {}), **numbers}})


def evidence_digest(resolved: Mapping[str, Any]) -> str:
    """Like `behaviour_digest`, but wherever the bars come from: a back-test of files speaks for the bot on Alpaca."""
    data = _without(resolved.get("data", {}), PLACE_OF_BARS)
    return behaviour_digest({**resolved, "data": data})


def limits_digest(resolved: Mapping[str, Any]) -> str:
    """Of what bounds a loss alone: capital, universe, limits and guards."""
    return digest_of({key: resolved.get(key) for key in LIMITS})


def _without(resolved: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    return {key: value for key, value in resolved.items() if key not in names}
