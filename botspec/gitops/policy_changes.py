"""Two versions of a policy: what is looser in it is worse than what is looser in a bot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pydantic import BaseModel

from botspec.diagnostics.source import TOP
from botspec.gitops.category import Category
from botspec.gitops.change import Change, Side
from botspec.gitops.changes import side
from botspec.gitops.parts import Difference, differences
from botspec.gitops.read_policy import GUARDS, LIMITS, PolicyRead
from botspec.spec.document import Document
from botspec.spec.paths import Path
from botspec.spec.shape import flow

_AS = {
    Category.RISK_LOOSENED: Category.POLICY_LOOSENED,
    Category.CAPITAL_WIDENED: Category.POLICY_LOOSENED,
    Category.BEHAVIOUR: Category.POLICY_LOOSENED,
    Category.GOES_LIVE: Category.POLICY_LOOSENED,
}


def policy_changes(old: PolicyRead | None, new: PolicyRead | None) -> tuple[Change, ...]:
    """What differs; a policy that went away, or cannot be read any more, is loosened as a whole."""
    if old is None or old.policy is None or old.document is None:
        return _came(new)
    if new is None or new.policy is None or new.document is None:
        gone = Side(old.source.path, TOP)
        note = "nothing is required any more" if new is None else "it can no longer be read"
        return (Change(Category.POLICY_LOOSENED, (), "policy", old.source.path, None, gone, None, note),)
    found = differences(old.policy, new.policy, skip=frozenset({"ceilings"}))
    found += differences(old.policy.ceilings, new.policy.ceilings, ("ceilings",), skip=frozenset({"limits", "guards"}))
    found += [*_parts(_limits(old), _limits(new), LIMITS), *_parts(old.guards, new.guards, GUARDS)]
    judged = (replace(each, category=_AS.get(each.category, each.category)) for each in found)
    return tuple(sorted((_placed(each, old.document, new.document) for each in judged), key=lambda each: each.order))


def _came(new: PolicyRead | None) -> tuple[Change, ...]:
    if new is None:
        return ()
    place = Side(new.source.path, TOP)
    return (Change(Category.RISK_TIGHTENED, (), "policy", None, new.source.path, None, place, "a new policy"),)


def _limits(read: PolicyRead) -> dict[str, BaseModel]:
    return {kind: each.params for kind, each in read.limits.items()}


def _parts(old: Mapping[str, BaseModel], new: Mapping[str, BaseModel], at: Path) -> Iterator[Difference]:
    for kind in {**old, **new}:
        before, after, path = old.get(kind), new.get(kind), (*at, kind)
        if before is not None and after is not None:
            yield from differences(before, after, path)
        elif before is not None:
            yield Difference(Category.RISK_LOOSENED, path, _told(before), None, "ceiling removed")
        elif after is not None:
            yield Difference(Category.RISK_TIGHTENED, path, None, _told(after), "ceiling added")


def _told(part: BaseModel) -> str:
    return flow(part.model_dump(mode="json", by_alias=True, exclude_none=True))


def _placed(found: Difference, old: Document, new: Document) -> Change:
    where = new.named(found.path)
    places = side(old, found.path), side(new, found.path)
    return Change(found.category, found.path, where, found.before, found.after, *places, found.note)
