"""A spec as its approval sees it: digests, feed, plug-ins, limits."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from botspec.app.plugin_path import plugin_path
from botspec.compiler.context import Context
from botspec.compiler.digest import behaviour_digest, digest, evidence_digest, limits_digest
from botspec.compiler.resolve import resolve
from botspec.gates.facts import SpecFacts
from botspec.gates.lock import LockedFeed


def spec_facts(context: Context) -> SpecFacts:
    """The facts of a spec without errors."""
    spec, resolved = context.spec, resolve(context)
    return SpecFacts(
        bot=spec.id,
        mode=spec.mode,
        profile=spec.account,
        digest=digest(resolved),
        behaviour=behaviour_digest(resolved),
        evidence=evidence_digest(resolved),
        limits=limits_digest(resolved),
        feed=LockedFeed(
            source=spec.data.source.value, history=spec.data.feed.history.value, live=spec.data.feed.live.value
        ),
        plugins={plugin.module: plugin.sha256 for plugin in spec.plugins},
        limit_kinds=tuple(spec.risk.limits),
    )


def plugin_digests(folder: Path, pinned: Mapping[str, str]) -> dict[str, str | None]:
    """SHA-256 of each plug-in's source as it lies beside the spec; None where there is none."""
    return {module: _digest(plugin_path(folder, module)) for module in pinned}


def _digest(path: Path) -> str | None:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
