"""Every spec in specs/ is right, runs the same walked and jumped, and stands in docs/cookbook.md with its result."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from botspec.compiler.schema import spec_schema
from botspec.diagnostics.finding import Severity
from botspec.domain.modes import Mode
from botspec.spec.words import Source
from tests.generate.cookbook import PAGE, SPECS, Recipe, Result, page, recipes, result
from tests.generate.synthetic import packed, render

COOKBOOK = recipes()
NAMES = [each.name for each in COOKBOOK]
RUNNING = [each for each in COOKBOOK if each.runs]
WAITING = [each for each in COOKBOOK if each.waits_for]
FEWEST = 15
MOST_BYTES = 300_000
MODELINE = "# yaml-language-server: $schema=../schemas/spec-v1.schema.json\n"
PURPOSE = range(2, 5)
ASKED_FOR = {
    *("dip-buyer", "every-minute-reversion", "opening-range-breakout", "monthly-rotation", "pair", "crypto-trend"),
    *("dollar-cost-averaging", "sma-cross", "rsi-reversion", "donchian-breakout", "bollinger-reversion", "macd-trend"),
    *("momentum-rotation", "trailing-exits", "limit-dips", "buy-and-hold", "quickstart"),
}


@cache
def jumped(name: str) -> Result:
    """Each runs once for all tests."""
    return result(next(each for each in COOKBOOK if each.name == name))


def test_it_has_the_bots_people_look_for() -> None:
    assert len(NAMES) >= FEWEST
    assert set(NAMES) >= ASKED_FOR


@pytest.mark.parametrize("of", COOKBOOK, ids=NAMES)
def test_each_is_right_and_says_for_whom(of: Recipe) -> None:
    context = of.checked.context
    assert context is not None
    assert [finding for finding in of.checked.findings if finding.severity is Severity.ERROR] == []
    assert context.spec.id == of.name
    assert context.spec.description
    assert of.text.startswith(MODELINE)
    assert len(of.purpose) in PURPOSE
    assert of.purpose[-1].startswith("Change first: ")


def test_an_editor_has_nothing_to_say_either() -> None:
    schema = Draft202012Validator(spec_schema())
    for of in COOKBOOK:
        tree = json.loads(json.dumps(YAML(typ="safe", pure=True).load(of.text), default=str))  # dates are text
        assert [(of.name, error.json_path) for error in schema.iter_errors(tree)] == []


@pytest.mark.parametrize("of", COOKBOOK, ids=NAMES)
def test_bars_at_hand_are_real_ones_or_named_as_made_up(of: Recipe) -> None:
    context = of.checked.context
    assert context is not None
    if context.spec.data.source is Source.FILES:
        assert all(symbol.startswith("SYN_") for symbol in context.spec.universe.symbols)
        held = {path.name.split(".")[0] for path in (SPECS / str(context.spec.data.path)).glob("*.csv.gz")}
        assert held >= set(context.spec.universe.symbols)
    elif context.spec.data.source is Source.ALPACA:
        assert context.spec.mode is Mode.PAPER


@pytest.mark.parametrize("of", RUNNING, ids=[each.name for each in RUNNING])
def test_walking_and_jumping_come_to_the_same(of: Recipe) -> None:
    assert result(of, fast_forward=False).seal == jumped(of.name).seal


@pytest.mark.parametrize("of", RUNNING, ids=[each.name for each in RUNNING])
def test_each_that_runs_trades_and_its_books_agree(of: Recipe) -> None:
    record = jumped(of.name).record
    assert record.fills
    assert not record.unreconciled


@pytest.mark.parametrize("of", WAITING, ids=[each.name for each in WAITING])
def test_what_does_not_run_says_why(of: Recipe) -> None:
    warned = [finding for finding in of.checked.findings if finding.code == "BS113"]
    assert len(warned) >= len(of.waits_for) > 0


def test_crypto_trend_runs() -> None:
    found = next(each for each in COOKBOOK if each.name == "crypto-trend")
    assert not found.waits_for
    assert not [finding for finding in found.checked.findings if finding.code == "BS113"]


def test_the_page_is_current() -> None:
    """`python -m tests.generate.cookbook` rewrites it."""
    results = {each.name: jumped(each.name) for each in RUNNING}
    assert PAGE.read_text(encoding="utf-8") == page(COOKBOOK, results)


def test_the_made_up_bars_are_what_the_generator_writes() -> None:
    folder = SPECS / "data"
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert {name: _unpacked(path) for name, path in there.items()} == render()
    assert sum(path.stat().st_size for path in there.values()) < MOST_BYTES
    assert packed("a\n") == packed("a\n")


def _unpacked(path: Path) -> str:
    return gzip.decompress(path.read_bytes()).decode()
