"""Where a lock lies. Loads nothing, so that a run without one need not know what a lock is."""

from __future__ import annotations

from pathlib import PurePath

SUFFIX = ".lock.yaml"


def lock_name(spec: PurePath) -> str:
    """`dip-buyer.yaml` -> `dip-buyer.lock.yaml`."""
    return f"{spec.stem}{SUFFIX}"
