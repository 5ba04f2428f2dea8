"""The spec as it runs: defaults filled in, the library's strategies written out, every decimal as text."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from botspec.compiler.blocks import Blocks, Chosen
from botspec.compiler.context import Context
from botspec.spec.later import is_added
from botspec.spec.rule_text import one_line
from botspec.spec.walk import said

Resolved = dict[str, Any]


def resolve(context: Context) -> Resolved:
    """Plain dicts, lists, texts and whole numbers, in the keys of the language."""
    tree = written(context.spec)
    blocks = context.blocks
    tree["strategy"] = strategy_tree(context)
    if context.spec.sizing is not None:
        tree["sizing"] = _block(blocks.sizing)
    else:
        del tree["sizing"]
    tree["risk"] = _risk(blocks)
    tree["simulation"] |= {"slippage": _block(blocks.slippage), "fees": _block(blocks.fees)}
    return tree


def written(part: BaseModel) -> Resolved:
    """A part as it would be written out in full, without the keys added later that say nothing."""
    tree: Resolved = part.model_dump(mode="json", by_alias=True)
    _prune(part, tree)
    return tree


def _prune(part: BaseModel, tree: Resolved) -> None:
    for found in said(part):
        key = str(found.path[-1])
        if found.field is not None and is_added(found.field) and found.by_default:
            del tree[key]
        elif isinstance(found.value, BaseModel):
            _prune(found.value, tree[key])


def strategy_tree(context: Context) -> Resolved:
    """The strategy as it runs, with the numbers of a library's own."""
    strategy = context.strategy
    tree = written(strategy.params)
    if "let" in tree:
        tree["let"] = {name: one_line(text) for name, text in strategy.let.items()}
    numbers = {name: str(value) for name, value in strategy.numbers.items()}
    return {"kind": strategy.stands_for, "params": numbers, **tree}


def numbers_of(context: Context) -> dict[str, str]:
    """Every number that rules may name, as text."""
    own = {name: str(param) for name, param in context.spec.params.items()}
    return own | {name: str(value) for name, value in context.strategy.numbers.items()}


def _risk(blocks: Blocks) -> Resolved:
    return {
        "limits": {limit.kind: _params(limit)["limit"] for limit in blocks.limits},
        "guards": [_block(guard) for guard in blocks.guards],
    }


def _block(block: Chosen) -> Resolved:
    return {"kind": block.kind, **_params(block)}


def _params(block: Chosen) -> Resolved:
    return written(block.params)
