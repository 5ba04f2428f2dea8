from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from botspec.compiler.schema import diagnostics_schema, spec_schema
from tests.generate.schemas import files

SPECS = Path(__file__).parents[2] / "specs"
SHAPE = ("BS101", "BS102", "BS103", "BS104", "BS105", "BS106", "BS107", "BS108", "BS109", "BS110", "BS115", "BS201")
SHAPE += ("BS407",)
BEYOND = {"BS105-range", "BS115-none"}  # what one value says of another is beyond a schema


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(spec_schema())


def loaded(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(
        path.read_text(encoding="utf-8").replace("2007-01-03", "'2007-01-03'").replace("2010-12-31", "'2010-12-31'")
    )


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_what_is_checked_in_is_current(path: Path) -> None:
    """`make schemas` rewrites it."""
    assert path.read_text(encoding="utf-8") == files()[path]


def test_they_are_schemas() -> None:
    Draft202012Validator.check_schema(spec_schema())
    Draft202012Validator.check_schema(diagnostics_schema())


def test_patterns_are_regular_expressions_for_every_reader() -> None:
    """ECMA 262 knows no escape but of what needs one; Python is more patient."""
    patterns = re.findall(r'"pattern": "(.*?)"[,}]', json.dumps(spec_schema()))
    assert len(patterns) > 50
    for pattern in patterns:
        text = json.loads(f'"{pattern}"')
        assert re.findall(r"\\([^dDsSwWbBnrtfvxu0.*+?^$|(){}\[\]/\\])", text) == [], text


@pytest.mark.parametrize(
    "path", [path for path in sorted((SPECS / "ok").glob("*.yaml")) if path.stem != "paper"], ids=lambda path: path.name
)
def test_right_specs_fit(validator: Draft202012Validator, path: Path) -> None:
    assert list(validator.iter_errors(loaded(path))) == []


@pytest.mark.parametrize(
    "path",
    [path for path in sorted((SPECS / "bad").glob("*.yaml")) if path.stem[:5] in SHAPE and path.stem not in BEYOND],
    ids=lambda path: path.name,
)
def test_specs_of_a_wrong_shape_do_not_fit(validator: Draft202012Validator, path: Path) -> None:
    assert list(validator.iter_errors(loaded(path))) != []
