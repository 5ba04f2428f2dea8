from __future__ import annotations

import re
from pathlib import Path

import pytest

from botspec.compiler.catalog import Entry, Family, entries, find, kinds
from botspec.spec.params import Params

PACKAGE = Path(__file__).parents[3] / "botspec"
FOLDERS = {
    Family.SIZING: "risk/sizing",
    Family.LIMIT: "risk/limits",
    Family.GUARD: "risk/guards",
    Family.SLIPPAGE: "exchange/slippage",
    Family.FEES: "exchange/fees",
}


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: f"{entry.family}-{entry.kind}")
class TestEntry:
    def test_it_has_one_name_everywhere(self, entry: Entry) -> None:
        assert entry.module.endswith(f".{entry.kind}")
        assert entry.params.__name__ == f"{entry.name}Params"
        assert (PACKAGE.parent / entry.module.replace(".", "/")).with_suffix(".py").exists()

    def test_its_parameters_are_strict_and_described(self, entry: Entry) -> None:
        assert issubclass(entry.params, Params)
        assert entry.params.model_config["frozen"]
        assert entry.params.model_config["extra"] == "forbid"
        assert all(field.description and field.examples for field in _leaves(entry))

    def test_a_limit_has_one_parameter(self, entry: Entry) -> None:
        if entry.family is Family.LIMIT:
            assert list(entry.params.model_fields) == ["limit"]


def _leaves(entry: Entry) -> list:  # type: ignore[type-arg]
    return [field for name, field in entry.params.model_fields.items() if name != "long"]


@pytest.mark.parametrize(("family", "folder"), FOLDERS.items())
def test_every_block_of_a_folder_is_in_the_table(family: Family, folder: str) -> None:
    modules = {
        path.stem
        for path in (PACKAGE / folder).glob("*.py")
        if re.search(
            rf"^class {''.join(map(str.capitalize, path.stem.split('_')))}Params\b", path.read_text(), re.MULTILINE
        )
    }

    assert modules == set(kinds(family))


def test_a_kind_that_is_not_there_is_none() -> None:
    assert find(Family.LIMIT, "max_positon") is None
    assert find(Family.GUARD, "max_position") is None
