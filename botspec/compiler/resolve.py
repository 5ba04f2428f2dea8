"""The spec as it runs: defaults filled in, the library's strategies written out, every decimal as text."""

from __future__ import annotations

from typing import Any

from botspec.compiler.blocks import Blocks, Chosen
from botspec.compiler.context import Context
from botspec.compiler.expand import Expanded

Resolved = dict[str, Any]


def resolve(context: Context) -> Resolved:
    """Plain dicts, lists, texts and whole numbers, in the keys of the language."""
    tree: Resolved = context.spec.model_dump(mode="json", by_alias=True)
    blocks = context.blocks
    tree["strategy"] = _strategy(context.strategy)
    tree["sizing"] = _block(blocks.sizing)
    tree["risk"] = _risk(blocks)
    tree["simulation"] |= {"slippage": _block(blocks.slippage), "fees": _block(blocks.fees)}
    for policy in tree["orders"].values():
        policy["price"] = None if policy["price"] is None else _rule(policy["price"])
    return tree


def _strategy(strategy: Expanded) -> Resolved:
    texts = strategy.texts
    return {
        "kind": "rules",
        "params": {name: str(value) for name, value in strategy.numbers.items()},
        "let": {name: _rule(text) for name, text in texts.let.items()},
        "long": {"enter": _rule(texts.long.enter), "exit": _rule(texts.long.exit)},
        "rank": None if texts.rank is None else _rule(texts.rank),
    }


def _risk(blocks: Blocks) -> Resolved:
    return {
        "limits": {limit.kind: _params(limit)["limit"] for limit in blocks.limits},
        "guards": [_block(guard) for guard in blocks.guards],
    }


def _block(block: Chosen) -> Resolved:
    return {"kind": block.kind, **_params(block)}


def _params(block: Chosen) -> Resolved:
    return block.params.model_dump(mode="json", by_alias=True)


def _rule(text: str) -> str:
    """White space and line ends mean nothing in a rule."""
    return " ".join(text.split())
