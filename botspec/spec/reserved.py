"""Words that the language keeps but this version does not do: they are refused as such, never ignored."""

from __future__ import annotations

from botspec.spec.paths import Path

_KEYS: dict[str, frozenset[str]] = {
    "": frozenset({"notify", "seed", "extends", "include"}),
    "universe": frozenset({"asset_class", "exclude", "file", "screen"}),
    "data": frozenset({"adjustment", "cache", "grace"}),
    "schedule": frozenset({"grace"}),
    "simulation": frozenset({"margin", "seed"}),
}


def is_later_key(parent: Path, key: str) -> bool:
    """True when the language has `key` under `parent`, but not in this version."""
    name = ".".join(step for step in parent if isinstance(step, str))
    return key in _KEYS.get(name, ())
