from __future__ import annotations

from botspec.spec.exits import Exits
from botspec.spec.orders import OrderPolicy, SidePolicy
from botspec.spec.walk import Said, below, everything, said


def test_what_a_part_says_by_the_keys_of_the_spec() -> None:
    policy = OrderPolicy.model_validate({"class": "bracket"})
    found = {each.path: each for each in said(policy, ("orders", "entry"))}

    assert found["orders", "entry", "class"].value == "bracket"
    assert not found["orders", "entry", "class"].by_default
    assert found["orders", "entry", "type"].by_default
    assert ("orders", "entry", "order_class") not in found


def test_everything_goes_into_lists_and_mappings() -> None:
    exits = Exits.model_validate(
        {"take_profit": [{"at": "4%", "part": "50%"}, {"at": "9%"}], "rest_at_broker": ["stop_loss"]}
    )
    paths = [each.path for each in everything(exits)]

    assert ("take_profit", 1, "at") in paths
    assert ("rest_at_broker", 0) in paths
    assert paths.index(("take_profit", 0)) < paths.index(("take_profit", 0, "at")) < paths.index(("take_profit", 1))


def test_names_are_part_of_the_path() -> None:
    assert [each.path for each in below(Said(("a",), {"b": 1}, None))] == [("a", "b")]
    assert next(each.path for each in below(Said(("a",), SidePolicy(), None))) == ("a", "type")
    assert list(below(Said(("a",), "text", None))) == []
