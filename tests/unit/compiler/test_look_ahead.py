"""The second look at compiled rules reaches every rule of a spec, wherever it stands."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from botspec.compiler.check import check
from botspec.compiler.checks.look_ahead import look_ahead
from botspec.expressions import Names, Rule, parse_number
from botspec.expressions.tree import Ago, Type
from botspec.strategy.rules import SideRules

OK = Path(__file__).parents[2] / "specs" / "ok"
CLOSE = parse_number("close", Names()).tree
TOMORROW = Rule("close[-1]", Ago(0, 5, Type.NUMBER, 1, 0, 0, CLOSE, -1))


def context_of(name: str):
    path = OK / f"{name}.yaml"
    found = check(path.name, path.read_bytes()).context
    assert found is not None
    return found


def codes(context) -> list[tuple[str, str]]:
    return [(finding.code, finding.message) for finding in look_ahead(context)]


@pytest.mark.parametrize("name", ["rules", "library", "pair", "rotation", "exits-all", "orders-by-side"])
def test_specs_look_back(name: str) -> None:
    assert codes(context_of(name)) == []


@pytest.mark.parametrize("where", ["side", "price", "other"])
def test_a_rule_that_looks_ahead_is_refused(where: str) -> None:
    context = context_of("rules")
    rules = context.rules
    assert rules is not None
    if where == "side":
        traded = replace(rules.traded, long=SideRules(TOMORROW, TOMORROW))
        rules = replace(rules, traded=traded)
    elif where == "price":
        rules = replace(rules, prices={"entry": TOMORROW})
    else:
        rules = replace(rules, others={("exits", "stop_loss", "price"): TOMORROW})
    found = codes(replace(context, rules=rules))
    assert set(found) == {("BS340", "this rule looks ahead: it looks 1 bars ahead")}
