"""Every block is told completely, and its example can be written as it stands."""

from __future__ import annotations

import pytest
from ruamel.yaml import YAML

from botspec.app.blocks import NoSuchBlock, describe, list_blocks
from botspec.compiler.catalog import Family, entries, find
from botspec.compiler.check import check
from botspec.spec.shape import fields

BLOCKS = [block for kind in dict.fromkeys(entry.kind for entry in entries()) for block in describe(kind)]
BASE = """\
version: 1
id: a
universe: {symbols: [AAPL, MSFT]}
data: {source: sample}
schedule: {submit: after_open}
"""
PARTS = {
    "strategy": "strategy: {kind: rules, long: {enter: close > open, exit: close < open}}\n",
    "sizing": "sizing: {kind: percent_of_equity, percent: 10%}\n",
}


def test_every_block_is_listed_with_a_line() -> None:
    assert [(line.family, line.kind, line.runs) for line in list_blocks()] == [
        (each.family, each.kind, each.runs) for each in entries()
    ]
    assert all(line.summary.endswith(".") and len(line.summary) < 110 for line in list_blocks())


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block.family}-{block.kind}")
def test_every_parameter_is_told(block) -> None:
    entry = find(block.family, block.kind)
    assert entry is not None
    told = {parameter.key for parameter in block.parameters}

    assert told >= ({block.kind} if block.family is Family.LIMIT else set(fields(entry.params)))
    assert all(parameter.meaning.endswith(".") for parameter in block.parameters)
    assert all(parameter.default != parameter.write for parameter in block.parameters if parameter.write)


def plugin(findings):
    """An example cannot list a plug-in with the digest of its source."""
    return [found for found in findings if found.code == "BS208"]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block.family}-{block.kind}")
def test_an_example_can_be_written_as_it_stands(block) -> None:
    others = "".join(text for key, text in PARTS.items() if key != block.family)
    findings = check("a.yaml", (BASE + others + block.example).encode()).findings

    assert [found for found in findings if found.severity == "error" and found.code < "BS300"] == plugin(findings)
    assert isinstance(YAML(typ="safe", pure=True).load(block.example), dict)


def test_a_name_of_two_families_is_both() -> None:
    assert [block.family for block in describe("none")][:2] == [
        entry.family for entry in entries() if entry.kind == "none"
    ][:2]


@pytest.mark.parametrize(("kind", "close"), [("drawdwon", "drawdown"), ("xyz", None), ("", None)])
def test_no_such_block(kind: str, close: str | None) -> None:
    with pytest.raises(NoSuchBlock) as refused:
        describe(kind)
    assert refused.value.close == close
