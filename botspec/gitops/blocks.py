"""Two versions of the blocks of a bot: strategy, sizing, limits, guards, slippage, fees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from botspec.compiler.blocks import Blocks, Chosen
from botspec.compiler.context import Context
from botspec.gitops.category import Category
from botspec.gitops.pairing import pairs
from botspec.gitops.parts import Difference, differences
from botspec.spec.paths import Path
from botspec.spec.shape import flow

PYTHON = "python"


def changed_blocks(old: Context, new: Context) -> Iterator[Difference]:
    """Every difference below strategy, sizing, risk, slippage and fees."""
    yield from _strategy(old, new)
    yield from _kind(old.blocks.sizing, new.blocks.sizing, ("sizing",), Category.RISK_LOOSENED)
    yield from _limits(old.blocks, new.blocks)
    yield from _guards(old.blocks, new.blocks)
    yield from _kind(old.blocks.slippage, new.blocks.slippage, ("simulation", "slippage"), Category.BEHAVIOUR)
    yield from _kind(old.blocks.fees, new.blocks.fees, ("simulation", "fees"), Category.BEHAVIOUR)


def _strategy(old: Context, new: Context) -> Iterator[Difference]:
    before, after, path = old.blocks.strategy, new.blocks.strategy, ("strategy",)
    if before.kind == after.kind:
        yield from differences(before.params, after.params, path)
        return
    category = Category.RUNTIME_CHANGED if PYTHON in (before.kind, after.kind) else Category.BEHAVIOUR
    yield Difference(category, (*path, "kind"), before.kind, after.kind)


def _kind(old: Chosen, new: Chosen, path: Path, otherwise: Category) -> Iterator[Difference]:
    if old.kind == new.kind:
        yield from differences(old.params, new.params, path)
    else:
        yield Difference(otherwise, (*path, "kind"), _spoken(old), _spoken(new), "another kind: not comparable")


def _limits(old: Blocks, new: Blocks) -> Iterator[Difference]:
    names = dict.fromkeys(limit.kind for limit in (*old.limits, *new.limits))
    for name in names:
        before, after, path = old.limit(name), new.limit(name), ("risk", "limits", name)
        if before is not None and after is not None:
            for found in differences(before.params, after.params, path):
                below = found.path[len(path) + 1 :]  # a limit's own key has no name of its own
                yield replace(found, path=(*path, *below))
        elif before is not None:
            yield Difference(Category.RISK_LOOSENED, path, _limit(before), None, "limit removed")
        elif after is not None:
            yield Difference(Category.RISK_TIGHTENED, path, None, _limit(after), "limit added")


def _guards(old: Blocks, new: Blocks) -> Iterator[Difference]:
    matched = pairs(old.guards, new.guards)
    stood = [before.path[-1] for before, after in matched if before is not None and after is not None]
    if stood != sorted(stood, key=int):
        yield Difference(Category.BEHAVIOUR, ("risk", "guards"), None, None, "the guards in another order")
    for before, after in matched:
        if before is not None and after is not None:
            for found in differences(before.params, after.params, after.path):
                yield replace(found, was_at=(*before.path, *found.path[len(after.path) :]))
        elif before is not None:
            category = Category.RISK_TIGHTENED if before.kind == "none" else Category.RISK_LOOSENED
            yield Difference(category, before.path, _spoken(before), None, "guard removed")
        elif after is not None:
            category = Category.RISK_LOOSENED if after.kind == "none" else Category.RISK_TIGHTENED
            yield Difference(category, after.path, None, _spoken(after), "guard added")


def _limit(limit: Chosen) -> str:
    return flow(limit.params.model_dump(mode="json", by_alias=True)["limit"])


def _spoken(block: Chosen) -> str:
    tree = block.params.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return flow({"kind": block.kind, **tree})
